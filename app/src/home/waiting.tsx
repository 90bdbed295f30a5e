// Sent, waiting, or needs you: every entry on the phone and how it stands.
import { dismiss } from "./outbox.ts";
import { Leaves, Notices } from "./notices.tsx";
import { Big, Card, Icon, Page } from "./parts.tsx";
import * as say from "./sayings.ts";
import { soon } from "./sending.ts";
import { again } from "./session.ts";
import { useApp } from "./state.ts";
import type { Held, Lost } from "./store.ts";
import { t } from "./words.ts";

export function Waiting() {
  const { held, lost, online, stays } = useApp();
  const waits = held.some((one) => one.state === "waiting");
  const of = (state: Held["state"]) => held.filter((one) => one.state === state);
  return (
    <Page title={t("What is sent and what waits")} back="/">
      <Notices />
      {!stays && online && !waits && <Leaves />}
      {lost.map((one) => <Gone one={one} key={one.seq} />)}
      <List title={t("Needs you")} all={of("refused")} />
      <List title={t("Waits on the phone")} all={of("waiting")} />
      {of("waiting").length > 0 && <Big second onPress={() => void soon(true)}>{t("Try to send now")}</Big>}
      <List title={t("Has been received")} all={of("kept").reverse()} />
      {held.length === 0 && lost.length === 0 && <p>{t("Nothing waits on the phone.")}</p>}
    </Page>
  );
}

/** It was told, and can neither be read nor sent: what to do about it. */
function Gone({ one }: { one: Lost }) {
  return (
    <Card>
      <h2>{t("One thing cannot be read")}</h2>
      <p>{t("What you told {WHEN} cannot be read on this phone any more, and perhaps nobody has received it. Measure or answer once more. The team is told by itself.", { when: say.when(one.made, Date.now()) })}</p>
      <button type="button" class="ds-button small" data-variant="secondary" onClick={() => void dismiss(one).then(again)}>{t("I have seen it")}</button>
    </Card>
  );
}

function List({ title, all }: { title: string; all: Held[] }) {
  if (!all.length) return null;
  return (
    <section class="lines">
      <h2>{title}</h2>
      <ul>{all.map((one) => <li class={`line ${one.state}`}><Line one={one} /></li>)}</ul>
    </section>
  );
}

function Line({ one }: { one: Held }) {
  const name = { waiting: "wait", kept: "sent", refused: "needs" } as const;
  return (
    <>
      <Icon name={name[one.state]} />
      <span>{say.told(one)}</span>
      <span class="quiet">{say.when(one.entry.at, Date.now())}</span>
      {one.state === "refused" && <Refused one={one} />}
    </>
  );
}

function Refused({ one }: { one: Held }) {
  const gone = () => void dismiss(one).then(again);
  return (
    <Card quiet>
      <p>{one.answer?.words || t("It was not taken. Call the team if you are unwell.")}</p>
      <button type="button" class="ds-button small" data-variant="secondary" onClick={gone}>{t("I have seen it")}</button>
    </Card>
  );
}
