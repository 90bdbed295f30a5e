// The doctor's own text for standby medicine: shown whole, or why it is held back. Never a dose of ours.
import { useState } from "preact/hooks";
import type { Day } from "./day.ts";
import { Big, Card, Page } from "./parts.tsx";
import { instead } from "./route.ts";
import * as say from "./sayings.ts";
import { tell } from "./session.ts";
import { useApp, useBusy } from "./state.ts";
import { Call, known } from "./after.tsx";
import type { Known } from "./after.tsx";
import { t } from "./words.ts";

/** Whether the zone in which the text is shown is reached, by the server or by the phone. */
export function reached(day: Day, lately: Known[]): boolean {
  const now = day.now && day.now.state === "final" ? [day.now.zone] : [];
  // What waits for one more measurement has not reached anything yet.
  const own = lately.filter((of) => of.judged && !of.pending).map((of) => of.zone);
  return [...now, ...own].some((zone) => zone === "yellow" || zone === "red");
}

export function MedicineLine({ day }: { day: Day }) {
  const { held } = useApp();
  const medicine = day.standby;
  if (!medicine) return null;
  const began = held.some(({ entry, state }) => entry.sort === "started" && state !== "refused");
  if (medicine.started_on || began)
    return (
      <p class="notice">
        {medicine.day
          ? t("Standby medicine: day {DAY}. The team knows.", { day: medicine.day })
          : t("Standby medicine: day {DAY}.", { day: 1 })}
      </p>
    );
  const lately = held.filter((one) => Date.parse(one.entry.at) > Date.now() - 24 * 3600_000);
  if (!reached(day, lately.map((one) => known(one, day)))) return null;
  return (
    <p>
      <a class="ds-button big" data-variant="secondary" href="#/reserve">{t("My standby medicine")}</a>
    </p>
  );
}

export function Standby() {
  const { day } = useApp();
  const medicine = day?.standby;
  if (!day || !medicine)
    return (
      <Page title={t("Standby medicine")} back="/">
        <p>{t("Your plan has no standby medicine.")}</p>
      </Page>
    );
  if (!medicine.shown) return <HeldBack why={medicine.held_back.map((one) => one.words)} />;
  const { text, start_criteria, review_on } = medicine.shown;
  return (
    <Page title={t("Standby medicine")} back="/">
      <Card title={t("When to start")}><p class="doctors">{start_criteria}</p></Card>
      <Card title={t("What your doctor has written")}><p class="doctors">{text}</p></Card>
      <p class="quiet">{t("The doctor looks at it again by {DATE}.", { date: say.date(review_on) })}</p>
      <Big to="/reserve/startet">{t("I have started")}</Big>
    </Page>
  );
}

function HeldBack({ why }: { why: string[] }) {
  return (
    <Page title={t("Standby medicine")} back="/">
      <Card>
        <p><strong>{t("The text is held back. Talk with somebody before you start.")}</strong></p>
        {why.map((one) => <p>{one}</p>)}
      </Card>
      <Call first />
    </Page>
  );
}

export function Started() {
  useBusy();
  const { held } = useApp();
  const [saving, setSaving] = useState(false);
  const start = async () => {
    setSaving(true);
    const one = await tell({ sort: "started", medicine: "standby", k1_at_start: breathToday(held) });
    instead(`/etter/${one.entry.id}`);
  };
  return (
    <Page title={t("Have you started?")} back="/reserve" alone>
      <p>{t("This tells the team that today is day 1. When they have received it, they call you within one to three days, and you get a few questions every day for 14 days.")}</p>
      <Big onPress={() => void start()} disabled={saving}>{t("Yes, I have started today")}</Big>
      <Big to="/reserve" second>{t("No, not yet")}</Big>
    </Page>
  );
}

/** How the breath was today, when the person has said so (question k1). */
function breathToday(held: ReturnType<typeof useApp>["held"]): number | null {
  const today = say.dayOf(Date.now());
  const found = held.filter(
    ({ entry }) => entry.sort === "answers" && entry.questionnaire === "copd_daily" && say.dayOf(entry.at) === today,
  );
  const last = found[found.length - 1]?.entry;
  return last?.sort === "answers" ? (last.items.k1 ?? null) : null;
}
