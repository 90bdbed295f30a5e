// What is agreed and what is asked for, today and tomorrow, as the day gives it. Works offline.
import { now } from "../clock.ts";
import type { Task } from "../day.ts";
import { Page } from "../parts.tsx";
import * as say from "../sayings.ts";
import { useApp } from "../state.ts";
import { t } from "../words.ts";

export function Appointments() {
  const { day } = useApp();
  const coming = (day?.appointments ?? []).filter((one) => Date.parse(one.at) > now() - 3600_000);
  const tasks = (day?.tasks ?? []).filter((one) => one.state !== "done" && one.state !== "skipped");
  return (
    <Page title={t("Appointments and tasks")} back="/meg">
      <section class="lines">
        <h2>{t("Appointments")}</h2>
        {coming.length === 0 && <p>{t("No appointments are written down here.")}</p>}
        <ul>
          {coming.map((one) => (
            <li class="line"><strong>{say.when(one.at, now())}</strong> <span>{one.what}</span></li>
          ))}
        </ul>
      </section>
      <section class="lines">
        <h2>{t("To measure and answer")}</h2>
        {tasks.length === 0 && <p>{t("Nothing more is asked for today or tomorrow.")}</p>}
        <ul>{tasks.map((one) => <li class="line"><Asked one={one} /></li>)}</ul>
      </section>
    </Page>
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
