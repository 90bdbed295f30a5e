// Whether a reading counts at all (V-1, V-2, V-3), is believed (V-4), or only repeats another.
import type { Reading } from "./items.ts";
import type { KindLimits } from "./limits.ts";
import { isCritical } from "./limits.ts";
import { zoneOffScale } from "./offscale.ts";
import {
  ASKING_AGAIN,
  CREDIBLE_PULSE_PRESSURE,
  DUPLICATE_WITHIN,
  LEAST_PULSE_PRESSURE,
  REJECTING,
  type Range,
} from "./rulebook.ts";

export const holds = (range: Range, value: number): boolean =>
  range.low <= value && value <= range.high;

const hasAny = (reading: Reading, flags: ReadonlySet<string>): boolean =>
  reading.quality.some((flag) => flags.has(flag));

/** The rule that rejects this reading, or null when it is a valid result. */
export function rejectedBy(reading: Reading): string | null {
  if (reading.off !== null || hasAny(reading, REJECTING)) return "V-2";
  if (!isPlausible(reading)) {
    const { spec, value, second } = reading;
    const outside =
      !holds(spec.plausible, value) ||
      (spec.secondPlausible !== null && second !== null && !holds(spec.secondPlausible, second));
    return outside ? "V-1" : "V-3";
  }
  return hasAny(reading, ASKING_AGAIN) ? "V-2" : null;
}

/** Whether the value itself could be real, whatever the meter said of its signal. */
function isPlausible({ spec, value, second }: Reading): boolean {
  if (!holds(spec.plausible, value)) return false;
  if (spec.secondPlausible === null || second === null) return true;
  return holds(spec.secondPlausible, second) && value - second >= LEAST_PULSE_PRESSURE;
}

/** No result, and acted on all the same: critical under a poor signal (C-6), or off the scale. */
export const countsAnyway = (reading: Reading, lines: KindLimits): boolean =>
  zoneOffScale(reading, lines) !== null || isCriticalAnyway(reading, lines);

const isCriticalAnyway = (reading: Reading, lines: KindLimits): boolean =>
  reading.off === null &&
  !hasAny(reading, REJECTING) &&
  isPlausible(reading) &&
  isCritical(lines, reading.value, reading.second);

/** Whether a valid reading is believed without a second one (V-4). */
export function isCredible({ spec, value, second }: Reading): boolean {
  if (!holds(spec.credible, value)) return false;
  if (spec.secondCredible === null || second === null) return true;
  return holds(spec.secondCredible, second) && holds(CREDIBLE_PULSE_PRESSURE, value - second);
}

/** Whether two readings of one kind are one act of measuring (CL-32). */
export function isDuplicate(one: Reading, other: Reading): boolean {
  const same = one.value === other.value && one.second === other.second;
  const apart = Math.abs(one.at - other.at);
  if (one.device && one.device === other.device) {
    if (one.sequence !== null && other.sequence !== null) {
      return one.sequence === other.sequence && apart <= DUPLICATE_WITHIN;
    }
    return same && apart === 0;
  }
  return one.manual !== other.manual && same && apart <= DUPLICATE_WITHIN;
}

/** The readings, oldest first, with every repeat of an earlier one left out. */
export function withoutDuplicates(readings: readonly Reading[]): Reading[] {
  const kept: Reading[] = [];
  for (const one of readings) if (!repeats(one, kept)) kept.push(one);
  return kept;
}

function repeats(reading: Reading, kept: readonly Reading[]): boolean {
  for (let place = kept.length - 1; place >= 0; place -= 1) {
    const earlier = kept[place] as Reading;
    if (reading.at - earlier.at > DUPLICATE_WITHIN) return false;
    if (isDuplicate(reading, earlier)) return true;
  }
  return false;
}
