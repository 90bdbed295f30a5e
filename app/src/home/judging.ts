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
 * judged. at: now, of something that was told before. */
export async function judged(
  day: Day | null,
  held: Held[],
  entry: Entry,
  at?: number,
): Promise<Verdict | null> {
  if (!isJudged(entry)) return null;
  if (!day?.judging) return NOT_JUDGED;
  try {
    const { about, judge } = await import("./judge/index.ts");
    const told = held.filter((one) => one.state !== "refused").map((one) => one.entry);
    return about(judge(scenarioOf(day, day.judging, told, entry, at) as unknown as Asked), entry.id);
  } catch {
    return NOT_JUDGED;
  }
}

const LENGTH = 30 * 60_000;

/** When what waits for one more measurement stops waiting (C-2), by the right clock; null for what
 * waits for nothing. */
export function waitsUntil(one: Held): number | null {
  const state = one.answer && one.answer.status !== "refused" ? one.answer.state : one.verdict?.state;
  if (one.entry.sort !== "reading" || state !== "pending") return null;
  return Date.parse(one.entry.at) - (one.entry.off_ms ?? 0) + LENGTH;
}

/** What each has come to as time has passed: silence settles what was waited for, and never as green
 * (C-2). The server's own word, in the day, stands above this. */
export async function settled(day: Day | null, held: Held[], at: number): Promise<Held[]> {
  const found: Held[] = [];
  for (const one of held) {
    const until = waitsUntil(one);
    if (until === null || until > at) {
      found.push(one);
      continue;
    }
    const later = await judged(day, held, one.entry, at);
    found.push({ ...one, later: later?.judged && later.state === "final" ? later : null });
  }
  return found;
}
