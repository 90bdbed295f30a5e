// One reading in the sense of the confirmation rules: a value, or the mean of a cuff pair (C-8).
import type { Reading } from "./items.ts";
import { type KindLimits, zoneOf } from "./limits.ts";
import { quotient, rising, SCALE, type Scaled } from "./numbers.ts";
import { LENGTH } from "./rulebook.ts";
import { isCredible } from "./validity.ts";
import { GREEN, type Zone } from "./verdict.ts";

export interface Take {
  at: number;
  value: Scaled;
  second: Scaled | null;
  zone: Zone;
  credible: boolean;
}

export const valuesOf = (one: { value: Scaled; second: Scaled | null }): Scaled[] =>
  one.second === null ? [one.value] : [one.value, one.second];

const isCuff = (reading: Reading): boolean => reading.second !== null;

/** Cuff readings by the pair they were taken in, else so many at a time in order (CL-11). Every
 * other kind stands alone. */
export function groupsOf(readings: readonly Reading[], cuffs: number): Reading[][] {
  const groups: Reading[][] = [];
  const byLabel = new Map<string, Reading[]>();
  let filling: Reading[] = [];
  for (const one of readings) {
    let group = one.pair ? byLabel.get(one.pair) : filling;
    const isFull = group === filling && group.length === cuffs;
    if (!isCuff(one) || !group?.length || isFull) {
      group = [];
      groups.push(group);
      if (one.pair) byLabel.set(one.pair, group);
      else filling = group;
    }
    group.push(one);
  }
  return groups;
}

/** The first of `readings`: those of the session that starts then (CL-06). A cuff reading whose
 * pair began inside belongs to it. */
export function within(readings: readonly Reading[], start: number, cuffs: number): Reading[] {
  const end = readings.findIndex((one) => one.at >= start + LENGTH);
  const inside = end < 0 ? [...readings] : readings.slice(0, end);
  for (const one of readings.slice(inside.length)) {
    if (!isCuff(one)) break;
    const mates = groupsOf([...inside, one], cuffs).find((group) => group.at(-1) === one) ?? [];
    const began = mates[0]?.at ?? one.at;
    if (mates.length < 2 || mates.length > cuffs || one.at - began >= LENGTH) break;
    inside.push(one);
  }
  return inside;
}

/** Whether a group is whole, or has waited its half hour and counts as it is (CL-11). */
export function counts(group: readonly Reading[], cuffs: number, now: number): boolean {
  const first = group[0] as Reading;
  return !isCuff(first) || group.length >= cuffs || now >= first.at + LENGTH;
}

/** A group as one reading; of cuffs the mean, rounded half up to whole mm[Hg] (G-3). */
export function takeOf(group: readonly Reading[], lines: KindLimits): Take {
  const first = group[0] as Reading;
  const cuff = isCuff(first);
  const value = cuff ? roundedMean(group.map((one) => one.value)) : first.value;
  const second = cuff ? roundedMean(group.map((one) => one.second ?? 0)) : null;
  const credible = group.every(isCredible);
  return { at: first.at, value, second, zone: zoneOf(lines, value, second), credible };
}

function roundedMean(values: readonly Scaled[]): Scaled {
  const sum = values.reduce((one, other) => one + other, 0);
  const each = 2 * SCALE * values.length;
  return quotient(2 * sum + SCALE * values.length, each) * SCALE;
}

/** Which takes count, and the non-credible ones that nothing has settled yet (V-4, CL-10). */
export function settle(
  takes: readonly Take[],
  tolerance: Scaled | null,
): { used: Take[]; waiting: Take[] } {
  const used: Take[] = [];
  let waiting: Take[] = [];
  for (const one of takes) {
    const near = waiting
      .filter((other) => tolerance !== null && Math.abs(other.value - one.value) <= tolerance)
      .at(-1);
    if (one.credible) {
      used.push(one);
      waiting = [];
    } else if (near) {
      used.push(near, one);
      waiting = [];
    } else {
      waiting = tolerance === null ? [one] : [...waiting, one];
    }
  }
  return { used, waiting };
}

/** How many green takes stand before the first worse one; none when nothing worse came (C-7). */
export const leadingGreen = (takes: readonly Take[]): number =>
  Math.max(0, takes.findIndex((one) => one.zone !== GREEN));

/** Of the last three; upper and lower pressure each have a median of their own (CL-11). */
export function medianOf(takes: readonly Take[]): Scaled[] {
  const three = takes.slice(-3);
  const middle = quotient(three.length, 2);
  const of = (values: readonly (Scaled | null)[]): Scaled[] =>
    rising(values.filter((one) => one !== null)).slice(middle, middle + 1);
  return [...of(three.map((one) => one.value)), ...of(three.map((one) => one.second))];
}
