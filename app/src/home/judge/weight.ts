// Weight over days: gain in heart failure (W-1 to W-5). Final at once; a weight that is not
// believed asks first (V-4, CL-07). A day's weight is the first valid one of the local day (CL-18).
import type { Reading } from "./items.ts";
import { zoneOf } from "./limits.ts";
import type { Scaled } from "./numbers.ts";
import type { Person, Plan } from "./plan.ts";
import { LENGTH, WEIGHT } from "./rulebook.ts";
import { localDay } from "./time.ts";
import { isCredible, rejectedBy } from "./validity.ts";
import { type Fired, type Found, found, GREEN, NONE, RED, worse, YELLOW } from "./verdict.ts";
import type { Zone } from "./verdict.ts";

/** Local day -> the weight of that day. */
export type Weights = ReadonlyMap<number, Scaled>;

/** Each local day's first valid weight that needs no confirming, from readings oldest first. */
export function dailyWeights(readings: readonly Reading[]): Weights {
  const weights = new Map<number, Scaled>();
  for (const one of readings) {
    const day = localDay(one.at);
    if (!weights.has(day) && isBelieved(one, weights)) weights.set(day, one.value);
  }
  return weights;
}

/** Credible, and no jump from the latest of the week before (V-4). */
function isBelieved(reading: Reading, weights: Weights): boolean {
  if (rejectedBy(reading) !== null || !isCredible(reading)) return false;
  const latest = latestOf(weights, localDay(reading.at), 1, WEIGHT.jumpDays);
  return latest === null || Math.abs(reading.value - latest) <= WEIGHT.jump;
}

/** The weight of the nearest of the days that lie `from` to `to` days back. */
function latestOf(weights: Weights, today: number, from: number, to: number): Scaled | null {
  for (let back = from; back <= to; back += 1) {
    const value = weights.get(today - back);
    if (value !== undefined) return value;
  }
  return null;
}

/** What the weights of one local day mean. readings: of that day, oldest first.
 * weights: of every day that is known. worseSymptom: got worse the same day (W-2). */
export function judgeDay(
  readings: readonly Reading[],
  weights: Weights,
  plan: Plan,
  person: Person,
  worseSymptom: boolean,
  now: number,
): Found {
  const newest = readings.at(-1) as Reading;
  const day = localDay(newest.at);
  const earlier = new Map([...weights].filter(([one]) => one < day));
  const first = readings.find((one) => isBelieved(one, earlier));
  const value = first ? (weights.get(day) ?? first.value) : newest.value;
  const all = rules(day, value, earlier, person, worseSymptom);
  const fired = all.filter(([rule]) => plan.rules.has(rule));
  const lines = plan.limits.get("body_weight");
  const zone = lines ? zoneOf(lines, value, null) : GREEN;
  if (zone !== GREEN) fired.push(["G-2", zone]);
  if (first) return found(first.at, fired, [value]);
  const start = readings.find((one) => newest.at - one.at < LENGTH)?.at ?? newest.at;
  const worst = fired.reduce<Zone>((sofar, [, one]) => worse(sofar, one), YELLOW);
  const unsure = found(start, [["V-4", worst], ...fired], [value]);
  if (now >= start + LENGTH) return { ...unsure, rules: [...unsure.rules, "C-2"] };
  return { ...unsure, state: "pending", priority: NONE, changesAt: start + LENGTH };
}

function rules(
  day: number,
  value: Scaled,
  weights: Weights,
  person: Person,
  worseSymptom: boolean,
): Fired[] {
  const fired: Fired[] = [];
  const three = [1, 2, 3].map((back) => weights.get(day - back)).filter((one) => one !== undefined);
  if (three.length > 0) {
    const gain = value - Math.min(...three);
    if (gain > WEIGHT.gain) fired.push(["W-1", YELLOW]);
    if (gain > WEIGHT.gain && worseSymptom) fired.push(["W-2", RED]);
    if (gain > WEIGHT.largeGain) fired.push(["W-3", RED]);
  } else {
    const late = latestOf(weights, day, 4, 7);
    if (late !== null && value - late > WEIGHT.gain) fired.push(["W-5", YELLOW]);
  }
  const away = person.dryWeight === null ? 0 : Math.abs(value - person.dryWeight);
  if (away > WEIGHT.fromDry) fired.push(["W-4", YELLOW]);
  return fired;
}
