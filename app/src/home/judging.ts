// What the phone itself can say of what was just told, before anybody has it.
//
// The same rules as the server's, from judge/. Where they cannot say, nothing is said: what is not
// judged is never shown as green.
import type { Day, Entry, Zone } from "./day.ts";
import type { Scenario as Asked } from "./judge/index.ts";
import { isJudged, scenarioOf } from "./scenario.ts";
import type { Held } from "./store.ts";

export interface Verdict {
  zone: Zone;
  state: string;
  priority: string | null;
  rules: string[];
  remeasure_after_minutes: number | null;
  judged: boolean;
  words?: string;
}

export const NOT_JUDGED: Verdict = {
  zone: "grey", state: "final", priority: null, rules: [], remeasure_after_minutes: null,
  judged: false,
};

/** What the phone makes of one entry, by itself and with all before it; null for what is never
 * judged. */
export async function judged(day: Day | null, held: Held[], entry: Entry): Promise<Verdict | null> {
  if (!isJudged(entry)) return null;
  if (!day?.judging) return NOT_JUDGED;
  try {
    const { about, judge } = await import("./judge/index.ts");
    const told = held.filter((one) => one.state !== "refused").map((one) => one.entry);
    return about(judge(scenarioOf(day, day.judging, told, entry) as unknown as Asked), entry.id);
  } catch {
    return NOT_JUDGED;
  }
}
