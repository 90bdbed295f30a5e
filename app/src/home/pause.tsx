// "Not today" with a reason the plan allows, and a pause while in hospital or travelling.
import { useState } from "preact/hooks";
import { iso, now } from "./clock.ts";
import { Big, Page } from "./parts.tsx";
import { go, instead } from "./route.ts";
import * as say from "./sayings.ts";
import { tell } from "./session.ts";
import { useApp } from "./state.ts";
import { pausing } from "./tasks.ts";
import { t } from "./words.ts";

const REASONS: Record<string, () => string> = {
  unwell: () => t("I do not feel well enough"),
  away: () => t("I am away from home"),
  meter: () => t("The meter does not work"),
  other: () => t("Another reason"),
};

export function NotToday({ task: id }: { task: string }) {
  const { day } = useApp();
  const task = day?.tasks.find((one) => one.id === id);
  const why = async (reason: string) => {
    await tell({ sort: "not_today", task: id, reason });
    instead("/");
  };
  if (!task) return <Page title={t("Not today")} back="/"><p>{t("It is no longer on your list.")}</p></Page>;
  return (
    <Page title={t("I cannot do this now")} back="/">
      <p>{t("That is all right. Tell why, so that nobody worries.")}</p>
      <ul class="choices">
        {task.may_skip.map((reason) => (
          <li><Big second onPress={() => void why(reason)}>{REASONS[reason]?.() ?? reason}</Big></li>
        ))}
      </ul>
      <p>{t("If you feel worse than usual, call.")}</p>
    </Page>
  );
}

const DAYS = [1, 3, 7, 14];

export function Pause() {
  const { day, held } = useApp();
  const pause = day ? pausing(day, held) : null;
  const [why, setWhy] = useState<"admitted" | "travelling" | null>(null);
  const over = async () => {
    await tell({ sort: "pause_over" });
    go("/");
  };
  const from = async (days: number) => {
    if (!why) return;
    const until = iso(now() + days * 24 * 3600_000);
    instead(`/etter/${(await tell({ sort: "pause", why, until })).entry.id}`);
  };
  if (pause)
    return (
      <Page title={t("You have a pause")} back="/">
        <p>{t("Nothing is asked of you until {DATE}.", { date: say.date(pause.until) })}</p>
        <Big onPress={() => void over()}>{t("I am back")}</Big>
      </Page>
    );
  if (!why)
    return (
      <Page title={t("Take a pause")} back="/meg">
        <Big second onPress={() => setWhy("admitted")}>{t("I am in hospital")}</Big>
        <Big second onPress={() => setWhy("travelling")}>{t("I am travelling")}</Big>
      </Page>
    );
  return (
    <Page title={t("How long?")} back="/meg">
      <ul class="choices">
        {DAYS.map((days) => (
          <li><Big second onPress={() => void from(days)}>{t("Until {DATE}", { date: say.date(now() + days * 24 * 3600_000) })}</Big></li>
        ))}
      </ul>
    </Page>
  );
}
