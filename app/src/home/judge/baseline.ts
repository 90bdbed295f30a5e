// What is usual for this person, and the line that D-1 and P-D1 draw from it (CL-07, CL-15).
import type { Reading } from "./items.ts";
import type { KindLimits } from "./limits.ts";
import { quotient, rising, type Scaled } from "./numbers.ts";
import { BASELINE_WINDOW, FEWEST, RELATIVE } from "./rulebook.ts";

/** When the last of these happened within the window before `start`; the window's own beginning if
 * none did. */
export function since(start: number, resets: readonly (number | null)[]): number {
  return resets.reduce<number>(
    (from, reset) => (reset !== null && from < reset && reset <= start ? reset : from),
    start - BASELINE_WINDOW,
  );
}

/** Twice the median, so that nothing is rounded; null with too few values to say what is usual. */
export function twiceMedian(values: readonly Scaled[]): number | null {
  if (values.length < FEWEST) return null;
  const ordered = rising(values);
  const middle = quotient(ordered.length, 2);
  const upper = ordered[middle] as number;
  return ordered.length % 2 ? 2 * upper : (ordered[middle - 1] as number) + upper;
}

/** The value that D-1 or P-D1 is reached at; the line itself belongs to the worse zone. */
export function lineOf(kind: string, twice: number): Scaled {
  const away = RELATIVE.get(kind)?.away ?? 0;
  const doubled = twice + 2 * away;
  return away < 0 ? quotient(doubled, 2) : -quotient(-doubled, 2);
}

/** Lines tightened: at least yellow from `at` on. */
export function withLine(lines: KindLimits, kind: string, at: Scaled): KindLimits {
  const name = isFall(kind) ? "yellow_low" : "yellow_high";
  const own = lines.first[name];
  const tighter = own === null || (isFall(kind) ? own < at : own > at);
  return tighter ? { ...lines, first: { ...lines.first, [name]: at } } : lines;
}

export const reaches = (kind: string, value: Scaled, at: Scaled): boolean =>
  isFall(kind) ? value <= at : value >= at;

const isFall = (kind: string): boolean => (RELATIVE.get(kind)?.away ?? 0) < 0;

/** When oxygen flow or model of meter last changed, as the readings themselves say. */
export function otherEquipment(readings: readonly Reading[], start: number): number | null {
  let last: number | null = null;
  for (const name of ["oxygen", "model"] as const) {
    const told = readings.filter((one) => one.at <= start && one[name]);
    told.forEach((one, place) => {
      const before = told[place - 1];
      if (before && before[name] !== one[name]) last = Math.max(last ?? one.at, one.at);
    });
  }
  return last;
}
