// What is agreed and what is asked for, today and tomorrow, as the day gives it. Works offline.
import { now } from "../clock.ts";
import type { Appointment, Task } from "../day.ts";
import { Page } from "../parts.tsx";
import * as say from "../sayings.ts";
import { useApp } from "../state.ts";
import { t } from "../words.ts";

export function Appointments() {
  const { day } = useApp();
  const appointments = day?.appointments ?? [];
  const tasks = (day?.tasks ?? []).filter((one) => one.state !== "done" && one.state !== "skipped");
  return (
    <Page title={t("Appointments and tasks")} back="/meg">
      <section class="lines">
        <h2>{t("Appointments")}</h2>
        {appointments.length === 0 && <p>{t("Nothing is agreed here for the days to come.")}</p>}
        <ul>{appointments.map((one) => <li class="line"><Agreed one={one} /></li>)}</ul>
        <p class="quiet">{t("Appointments with your doctor and the hospital do not stand here.")}</p>
      </section>
      <section class="lines">
        <h2>{t("To measure and answer")}</h2>
        {tasks.length === 0 && <p>{t("Nothing more is asked for today or tomorrow.")}</p>}
        <ul>{tasks.map((one) => <li class="line"><Asked one={one} /></li>)}</ul>
      </section>
    </Page>
  );
}

function Agreed({ one }: { one: Appointment }) {
  const late = one.until && Date.parse(one.until) < now();
  return (
    <>
      <strong>{one.day ? say.day(one.at, now()) : one.until ? t("Between {FROM} and {UNTIL}", { from: say.when(one.at, now()), until: say.when(one.until, now()) }) : say.when(one.at, now())}</strong>
      <span>{one.what}</span>
      {late && <strong>{t("Has nobody called you? Then call the team.")}</strong>}
      {one.who && <span class="quiet">{one.who}</span>}
    </>
  );
}

function Asked({ one }: { one: Task }) {
  const what = one.kind ?? one.questionnaire ?? "";
  const path = one.sort === "measure" ? `#/maal/${what}` : `#/svar/${what}`;
  const { person } = useApp();
  const may = person?.own || person?.may.includes("entry");
  const name = say.kindName(what);
  return (
    <>
      {may && (one.state === "now" || one.state === "late") ? <a class="ds-link" href={path}>{name}</a> : <span>{name}</span>}
      <span class="quiet">{say.when(one.from, now())}–{say.clock(one.to)}</span>
    </>
  );
}
