// What came from a meter, as entries: kept, sent and judged as what is typed is.
import { now } from "../clock.ts";
import type { Day, Reading } from "../day.ts";
import { doubt, fields } from "../kinds.ts";
import { offScale } from "../sayings.ts";
import { tell } from "../session.ts";
import { current } from "../state.ts";
import { todos } from "../tasks.ts";
import type { Taken } from "./taking.ts";

export type Doubted = "clock" | "user" | "old" | "not-credible" | "impossible";

const OLD = 10 * 60_000;

/** Why what came should be looked at before it is saved; nothing when there is no reason. */
export function doubts(taken: Taken[]): Doubted[] {
  const found = new Set<Doubted>();
  for (const one of taken) {
    for (const ask of one.ask) found.add(ask);
    if (now() - Date.parse(one.at) > OLD) found.add("old"); // both by the phone's own clock
    const how = size(one);
    if (how) found.add(how);
  }
  return [...found];
}

/** Whether the numbers of one can be so, by the same ranges as for what is typed. */
export function size(one: Taken): "not-credible" | "impossible" | null {
  if (offScale(one)) return null; // HI and LO have no size
  const before: Record<string, string> = {};
  let worst: "not-credible" | null = null;
  for (const field of fields(one.kind)) {
    const text = one[field.name] ?? "";
    const found = doubt(field, text, before);
    if (found === "impossible") return found;
    worst ??= found;
    before[field.name] = text;
  }
  return worst;
}

/** Save all that the plan asks for, oldest first. Returns the entry to show: the newest of a kind. */
export async function save(taken: Taken[], kind: string): Promise<string> {
  const { day, person } = current();
  const wanted = taken.filter((one) => one.kind === kind || isFollowed(day, one.kind));
  let shown = "";
  for (const one of wanted) {
    const { ask, ...rest } = one;
    const entry: Reading & { at: string } = {
      ...rest, sort: "reading", manual: false, on_behalf: person?.own === false,
    };
    const held = await tell(entry);
    if (one.kind === kind) shown = held.entry.id;
  }
  return shown;
}

/**
 * Whether a pulse that comes along with something else is for anybody to look at. One that no plan
 * judges would only make work for the team: a reading that nobody asked for and nobody can judge.
 */
function isFollowed(day: Day | null, kind: string): boolean {
  if (!day) return false;
  const plans = (day.judging?.plans ?? []) as { limits?: { kind: string }[] }[];
  const limited = plans.some((plan) => plan.limits?.some((limit) => limit.kind === kind));
  return limited || todos(day, []).some(({ what }) => what === kind);
}
