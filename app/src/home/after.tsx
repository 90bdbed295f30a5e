// After: what it means by the person's own plan, and what happens now, truthfully.
//
// Before the server has acknowledged it, nobody has it: no name and no time is promised.
import { useState } from "preact/hooks";
import { dial, openness, spaced } from "./calling.ts";
import { right } from "./clock.ts";
import type { Day, Promised, Zone } from "./day.ts";
import { Big, Card, Page, ZoneMark } from "./parts.tsx";
import * as say from "./sayings.ts";
import { tell } from "./session.ts";
import { MedicineLine } from "./standby.tsx";
import { useApp } from "./state.ts";
import type { Held } from "./store.ts";
import { CallMe, Lifelines } from "./help.tsx";
import { opensSafety } from "./questions.ts";
import { Rest } from "./rest.tsx";
import { t } from "./words.ts";

/** What is known of it now: the server's word when there is one, else the phone's own. */
export interface Known {
  zone: Zone;
  pending: boolean;
  judged: boolean;
  words: string;
  text: string | null;
  remeasure: number | null;
  received: string | null;
  promise: Promised | null;
}

export function known(held: Held, day: Day | null = null): Known {
  const { answer, verdict, later } = held;
  const told = day?.results.find((one) => one.entry === held.entry.id);
  const waits = (answer?.state ?? verdict?.state) === "pending";
  const now = told?.state === "final" ? told : later;
  if (waits && now)
    return {
      zone: now.zone, pending: false, judged: now.zone !== "grey",
      words: later?.rules.includes("C-2") ? t("It was not measured again in time, so this holds.") : "",
      text: null, remeasure: null,
      received: answer?.received_at ?? null, promise: answer?.promise ?? null,
    };
  if (answer && answer.status !== "refused")
    return {
      zone: answer.zone ?? "grey",
      pending: answer.state === "pending",
      judged: answer.zone !== null && answer.zone !== "grey",
      words: answer.words ?? "",
      text: answer.text,
      remeasure: answer.remeasure_after_minutes,
      received: answer.received_at,
      promise: answer.promise,
    };
  return {
    zone: verdict?.zone ?? "grey",
    pending: verdict?.state === "pending",
    judged: Boolean(verdict?.judged) && verdict?.zone !== "grey",
    words: verdict?.words ?? "",
    text: null,
    remeasure: verdict?.remeasure_after_minutes ?? null,
    received: null,
    promise: null,
  };
}

export function After({ id }: { id: string }) {
  const { held, day, person } = useApp();
  const one = held.find((other) => other.entry.id === id);
  if (!one || !person)
    return (
      <Page title={t("Saved")} back="/">
        <p>{t("You find what you have told on the front page.")}</p>
      </Page>
    );
  const { entry } = one;
  if (entry.sort !== "reading" && entry.sort !== "answers")
    return (
      <Page title={t("Saved")} back="/">
        <p>{say.told(one)}</p>
        <WhatNow one={one} of={known(one, day)} />
        <Big to="/" second>{t("To the front page")}</Big>
      </Page>
    );
  const of = known(one, day);
  const text = of.text ?? (of.judged && of.zone !== "grey" && !of.pending ? day?.texts[of.zone] : null);
  return (
    <Page title={say.kindName(entry.sort === "reading" ? entry.kind : entry.questionnaire)}>
      {entry.sort === "reading" && <p class="huge small">{say.value(entry)}</p>}
      <Card edge={of.judged ? of.zone : "grey"}>
        <ZoneMark zone={of.zone} pending={of.pending} judged={of.judged} />
        {of.words && <p>{of.words}</p>}
        {text && <p class="own">{text}</p>}
        {!of.judged && <p>{t("What you told is not judged yet. If you feel worse than usual, do not wait: call.")}</p>}
      </Card>
      {entry.sort === "answers" && opensSafety(entry.questionnaire, entry.items) && (
        <>
          <Lifelines />
          <CallMe stay />
        </>
      )}
      {of.remeasure !== null && entry.sort === "reading" && (
        <Rest kind={entry.kind} since={entry.at} minutes={of.remeasure} />
      )}
      <WhatNow one={one} of={of} />
      {day && !of.pending && (of.zone === "yellow" || of.zone === "red") && <MedicineLine day={day} />}
      <Wrong one={one} />
      <Big to="/" second>{t("To the front page")}</Big>
    </Page>
  );
}

function WhatNow({ one, of }: { one: Held; of: Known }) {
  const red = of.judged && of.zone === "red" && !of.pending;
  return (
    <Card title={t("What happens now")} edge={red ? "red" : undefined}>
      {one.state === "refused" ? (
        <p>{one.answer?.words || t("It was not taken. Call the team if you are unwell.")}</p>
      ) : of.received ? (
        <Received of={of} />
      ) : (
        <Nobody one={one} />
      )}
      {(red || (!of.received && !of.judged)) && <Call first={red && !of.received} />}
    </Card>
  );
}

function Received({ of }: { of: Known }) {
  return (
    <>
      <p>{t("Received at {TIME}.", { time: say.clock(of.received ?? right()) })}</p>
      {of.promise ? <p><strong>{of.promise.words}</strong></p> : <Closed />}
    </>
  );
}

function Nobody({ one }: { one: Held }) {
  return (
    <>
      <p><strong>{t("Nobody has received this yet.")}</strong></p>
      <p>
        {one.safe
          ? t("It is saved on the phone and is sent by itself when there is coverage.")
          : t("It is not saved on the phone, only in this app while it is open.")}
      </p>
    </>
  );
}

function Closed() {
  const { day } = useApp();
  const hours = openness(day);
  if (hours.open) return null;
  return (
    <p>
      {hours.next
        ? t("The team is closed. It opens {WHEN}.", { when: say.when(hours.next, right()) })
        : t("The team is closed.")}{" "}
      {t("If you get worse, call 116 117, or 113 if life is in danger.")}
    </p>
  );
}

/** Whom to call: the team while it is open, else the out-of-hours doctor; 113 always beside. */
export function Call({ first }: { first: boolean }) {
  const { day } = useApp();
  const team = day?.whom_to_call.team ?? day?.team.phone ?? null;
  const legevakt = day?.whom_to_call.legevakt ?? "116117";
  const emergency = day?.whom_to_call.emergency ?? "113";
  const open = openness(day).open && team !== null;
  return (
    <div class="calls">
      {open && team ? (
        <Big href={dial(team)} second={!first}>{t("Call the team")}</Big>
      ) : (
        <Big href={dial(legevakt)} second={!first}>{t("Call the out-of-hours doctor, {NUMBER}", { number: spaced(legevakt) })}</Big>
      )}
      <Big href={dial(emergency)} second danger>{t("Danger to life: call {NUMBER}", { number: emergency })}</Big>
    </div>
  );
}

/** The person may say that it was wrong. It stays to be seen, and nobody's task ends by it. */
function Wrong({ one }: { one: Held }) {
  const { held } = useApp();
  const [asking, setAsking] = useState(false);
  const marked = held.some(({ entry }) => entry.sort === "wrong" && entry.of === one.entry.id);
  if (one.entry.sort !== "reading") return null;
  if (marked) return <p class="quiet">{t("You have marked this as wrong. The team still sees it.")}</p>;
  if (!asking)
    return (
      <button type="button" class="ds-link plain" onClick={() => setAsking(true)}>{t("This is wrong")}</button>
    );
  const mark = (why: string) => void tell({ sort: "wrong", of: one.entry.id, why });
  return (
    <Card title={t("What was wrong?")}>
      <ul class="choices">
        {[t("I typed it wrong"), t("The meter was not on right"), t("It was somebody else's")].map((why) => (
          <li><Big second onPress={() => mark(why)}>{why}</Big></li>
        ))}
      </ul>
    </Card>
  );
}
