// Which page is shown. Those of the family's room are loaded when they are asked for.
import type { ComponentType } from "preact";
import { useEffect, useLayoutEffect, useState } from "preact/hooks";
import { After } from "./after.tsx";
import { Help } from "./help.tsx";
import { Kiosk, useGoingHome } from "./kiosk.tsx";
import { Looks, useLooks } from "./looks.tsx";
import { Choose, Measure } from "./measure.tsx";
import { Big, Page } from "./parts.tsx";
import { Nobody } from "./nobody.tsx";
import { NotToday, Pause } from "./pause.tsx";
import { useRoute } from "./route.ts";
import { signOut } from "./session.ts";
import { Standby, Started } from "./standby.tsx";
import { Start } from "./start.tsx";
import { useApp } from "./state.ts";
import { Today } from "./today.tsx";
import { Waiting } from "./waiting.tsx";
import { Who } from "./who.tsx";
import { t } from "./words.ts";

export function App() {
  const app = useApp();
  const [page = "", first = ""] = useRoute();
  useLooks(app);
  useGoingHome(app.looks.kiosk && page !== "");
  // What stands there until there is something to show, for whoever waits on a slow line.
  useLayoutEffect(() => {
    if (app.ready) document.querySelector("main[data-waits]")?.remove();
  }, [app.ready]);
  if (!app.ready) return null;
  if (page === "hjelp") return <Help />;
  if (page === "visning") return <Looks />;
  if (!app.person && app.session === "in" && app.me?.people.length === 0) return <Nobody />;
  if (!app.person) return page === "start" || app.people.every((one) => one.leaving) ? <Start /> : <Who />;
  switch (page) {
    case "": return app.looks.kiosk ? <Kiosk /> : <Today />;
    case "maalere": return <Lazy of={meters} name="MeterHelp" key={first} given={{ name: first }} />;
    case "maal": return first ? <Measure kind={first} key={first} /> : <Choose />;
    case "etter": return <After id={first} />;
    case "svar": return <Lazy of={answer} name="Answer" key={first} given={{ name: first }} />;
    case "reserve": return first ? <Started /> : <Standby />;
    case "ikke": return <NotToday task={first} />;
    case "pause": return <Pause />;
    case "paminnelser": return <Lazy of={reminding} name="Reminding" given={{}} />;
    case "senere": return <Lazy of={reminding} name="Later" key={first} given={{ task: first }} />;
    case "venter": return <Waiting />;
    case "start": return <Start />;
    case "hvem": return <Who />;
    default: return <Family />;
  }
}

type Pages = Record<string, ComponentType<Record<string, string>>>;

const reminding = () => import("./reminding.tsx") as unknown as Promise<Pages>;
const answer = () => import("./answer.tsx") as unknown as Promise<Pages>;
const meters = () => import("./bluetooth/help.tsx") as unknown as Promise<Pages>;
const family = import.meta.glob<Pages>("./family/index.tsx");

/** A page of another piece of the program, fetched (from the phone's own cache) when needed. */
function Lazy({ of, name, given }: { of: () => Promise<Pages>; name: string; given: Record<string, string> }) {
  const [Found, set] = useState<ComponentType<Record<string, string>> | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    of().then((pages) => set(() => pages[name] ?? null), () => setFailed(true));
  }, []);
  if (failed)
    return (
      <Page title={t("This is not on the phone yet")} back="/">
        <p>{t("It comes when there is coverage.")}</p>
      </Page>
    );
  return Found && <Found {...given} />;
}

/** `#/meldinger`, `#/utvikling` and `#/meg…`: family/index.tsx has them, as `Family`. */
function Family() {
  const load = family["./family/index.tsx"];
  if (load) return <Lazy of={load} name="Family" given={{}} />;
  return <Me />;
}

/** Until the family's pages are there: what one can always do for oneself. */
function Me() {
  return (
    <Page title={t("Me")}>
      <Big to="/visning" second>{t("How it looks")}</Big>
      <Big to="/venter" second>{t("What is sent and what waits")}</Big>
      <Big to="/pause" second>{t("Take a pause")}</Big>
      <Big to="/paminnelser" second>{t("Reminders")}</Big>
      <Big href="/hjem/meldinger" second>{t("Messages")}</Big>
      <Big onPress={() => void signOut()} second>{t("Sign out")}</Big>
    </Page>
  );
}
