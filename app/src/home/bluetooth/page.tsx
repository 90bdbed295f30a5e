// Measuring with the meter itself: the button, what to do meanwhile, and what came of it.
//
// A result that leaves no doubt is saved at once, so that it is not lost when somebody walks away;
// one whose time, owner or size is doubtful is shown first.
import { useEffect, useRef, useState } from "preact/hooks";
import { Big, Card, Told } from "../parts.tsx";
import { instead } from "../route.ts";
import * as say from "../sayings.ts";
import { change, current } from "../state.ts";
import { draft, keepDraft } from "../store.ts";
import { t } from "../words.ts";
import { Confirm } from "./confirm.tsx";
import { guide, trouble, without } from "./guide.ts";
import { Steps, Tips } from "./help.tsx";
import { available, meterFor, visit } from "./index.ts";
import type { Code, Known, Meter, Outcome, State } from "./index.ts";
import { MeterError } from "./radio.ts";
import { doubts, save } from "./saving.ts";
import "./bluetooth.css";

/** What this phone remembers of the meters of one person, by type. Sealed, and wiped at sign-out. */
type Remembered = Partial<Record<Meter["name"], Known>>;
const REMEMBERED = "meters";

type Now = { state: State } | { came: Outcome } | { code: Code } | null;

export function MeterButton({ kind }: { kind: string }) {
  const meter = meterFor(kind);
  if (!meter) return null;
  if (!available()) return <p class="notice">{without()}</p>;
  return <Visit meter={meter} kind={kind} />;
}

function Visit({ meter, kind }: { meter: Meter; kind: string }) {
  const [now, set] = useState<Now>(null);
  const stopping = useRef<AbortController | null>(null);
  useEffect(() => () => stopping.current?.abort(), []);

  const start = async (another = false) => {
    stopping.current = new AbortController();
    const awake = navigator.wakeLock?.request("screen").catch(() => null); // a cuff takes two minutes
    change({ busy: true }); // nothing is changed under their hands for a new version
    try {
      const before = another ? null : ((await remembered())[meter.name] ?? null);
      const tell = (state: State) => set({ state });
      const came = await visit(meter, tell, stopping.current.signal, before);
      if (!came.taken.length) set({ code: came.repeated && !came.failed ? "nothing-new" : "failed" });
      else if (doubts(came.taken).length) set({ came });
      else await done(came);
    } catch (error) {
      if (!(error instanceof MeterError)) throw error;
      set(error.code === "stopped" ? null : { code: error.code });
    } finally {
      void awake?.then((lock) => lock?.release());
      change({ busy: false });
    }
  };
  const done = async (came: Outcome) => {
    const id = await save(came.taken, kind);
    await remember(meter.name, came.known);
    instead(`/etter/${id}`);
  };

  if (now && "state" in now)
    return <Under meter={meter} state={now.state} stop={() => stopping.current?.abort()} />;
  if (now && "came" in now) {
    return <Confirm came={now.came} kind={kind} yes={(came) => void done(came)} no={() => set(null)} />;
  }
  return (
    <>
      {now && <Failed code={now.code} meter={meter} another={() => void start(true)} />}
      <Big onPress={() => void start()}>{now ? t("Try again") : t("From the meter")}</Big>
      <details class="more">
        <summary>{t("How to use the meter")}</summary>
        <Steps of={meter.name} />
      </details>
    </>
  );
}

function Under({ meter, state, stop }: { meter: Meter; state: State; stop: () => void }) {
  const unit = meter.name === "cuff" ? "mm[Hg]" : meter.name === "oximeter" ? "%" : "/min";
  return (
    <section class="card meter-now">
      <Told>{saying(meter, state)}</Told>
      {state.step === "measuring" && state.shown && (
        <p class="huge" aria-hidden="true">{say.number(state.shown)} <small>{say.unitName(unit)}</small></p>
      )}
      {(state.step === "connecting" || state.step === "ready") && <p class="large">{guide(meter.name).now}</p>}
      {state.step === "measuring" && <p class="large">{guide(meter.name).still}</p>}
      <Big second onPress={stop}>{t("Stop")}</Big>
    </section>
  );
}

function saying(meter: Meter, { step }: State): string {
  switch (step) {
    case "choosing": return t("Choose your meter in the list that comes up.");
    case "connecting": return t("Looking for the meter …");
    case "ready": return t("The meter is connected.");
    case "measuring": return meter.calm ? t("Wait until the number is calm …") : t("The meter is measuring …");
    case "fetching": return t("Fetching from the meter …");
  }
}

function Failed({ code, meter, another }: { code: Code; meter: Meter; another: () => void }) {
  const said = trouble(code, meter.name);
  if (!said) return null;
  return (
    <Card title={said.title}>
      <p role="alert">{said.what}</p>
      <details class="more">
        <summary>{t("More that may help")}</summary>
        <Tips of={meter.name} />
      </details>
      {["not-near", "wrong-meter", "pairing", "lost"].includes(code) && (
        <Big second onPress={another}>{t("Choose another meter")}</Big>
      )}
    </Card>
  );
}

async function remembered(): Promise<Remembered> {
  const { person } = current();
  return (person && (await draft<Remembered>(person, REMEMBERED).catch(() => null))) ?? {};
}

async function remember(name: Meter["name"], known: Known): Promise<void> {
  const { person } = current();
  if (!person) return;
  const all = { ...(await remembered()), [name]: known };
  await keepDraft(person, REMEMBERED, all).catch(() => undefined);
}
