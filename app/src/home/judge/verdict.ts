// What one session or form means at one moment, and what becomes of it when it came late (L-1).
import { FRESH, NEVER_LATE, PRIORITIES, SETTLING, STALE } from "./rulebook.ts";

// Ordered: the greater is the worse, and grey hides green (CL-03).
export const GREEN = 1;
export const GREY = 2;
export const YELLOW = 3;
export const RED = 4;
export type Zone = 1 | 2 | 3 | 4;

export const NONE = 0;
export const LOW = 1;
export const NORMAL = 2;
export const HIGH = 3;
export type Priority = 0 | 1 | 2 | 3;

export type State = "final" | "pending" | "rejected" | "historical" | "invalid";

/** The answer; the same fields as the server's (core/verdict.py).
 *
 * at: when it was taken; of a session, the first reading still in use.
 * values: the deciding value, and the lower pressure; empty when there is none.
 * changesAt: when time alone can change it, else null.
 */
export interface Found {
  at: number;
  zone: Zone;
  state: State;
  priority: Priority;
  rules: readonly string[];
  values: readonly number[];
  changesAt: number | null;
}

export type Fired = readonly [rule: string, zone: Zone];

const AWAITED = ["C-1", "C-4", "V-4"];

export const worse = (a: Zone, b: Zone): Zone => (a > b ? a : b);

export const isLive = (one: Found): boolean => one.state === "final" || one.state === "pending";

/** Final at once: the worst of what fired, or green (CL-07). high: makes it HIGH by itself. */
export function found(
  at: number,
  fired: readonly Fired[],
  values: readonly number[] = [],
  high = false,
): Found {
  const ordered = [...fired].sort((a, b) => b[1] - a[1]);
  const rules = ordered.map(([rule]) => rule);
  const zone = ordered[0]?.[1] ?? GREEN;
  const priority = high ? HIGH : priorityOf(rules, zone);
  return { at, zone, state: "final", priority, rules, values, changesAt: null };
}

/** PR-1 for one final result: LOW only when every rule that gives a zone is a low one (CL-16). */
export function priorityOf(fired: readonly string[], zone: Zone): Priority {
  if (zone < YELLOW) return NONE;
  const said = fired.filter((rule) => !SETTLING.has(rule)).map((rule) => PRIORITIES.get(rule));
  if (said.includes("high")) return HIGH;
  return said.length > 0 && said.every((one) => one === "low") ? LOW : NORMAL;
}

/** Whether another reading is wanted now. */
export function remeasure(one: Found): boolean {
  if (one.state === "pending" || one.state === "rejected") return true;
  if (one.state !== "final") return false;
  const waits = one.changesAt !== null && one.rules.some((rule) => AWAITED.includes(rule));
  return waits || (one.zone === RED && one.rules.includes("C-6"));
}

/** Somebody who said that they are not well is never history (CL-31). */
export const neverHistory = (one: Found): boolean =>
  one.rules.some((rule) => NEVER_LATE.includes(rule));

/** L-1, by the age of the newest thing in it on arrival. newer: a later valid one is known. */
export function late(one: Found, taken: number, received: number, newer: boolean): Found {
  const age = received - taken;
  if (age <= FRESH || neverHistory(one)) return one;
  const rules = [...one.rules, "L-1"];
  if (newer) return { ...one, state: "historical", priority: NONE, rules, changesAt: null };
  if (age > STALE && one.zone >= YELLOW) {
    return { ...one, zone: YELLOW, state: "final", priority: NORMAL, rules, changesAt: null };
  }
  return { ...one, rules };
}

/** What came more than two hours late may still warn, and betters nothing (CL-13). */
export const worseOf = (inTime: Found, withLate: Found): Found =>
  isLive(withLate) && withLate.zone > inTime.zone ? withLate : inTime;
