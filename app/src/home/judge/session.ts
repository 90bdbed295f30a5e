// Readings of one kind within half an hour: what they mean together (C-1 to C-8, V-4).
//
// A session is judged anew from its readings each time, so that arrivals in another order give the
// same answer. Nothing here waits: `now` says what has timed out.
import type { Reading } from "./items.ts";
import { hasAny, isCritical, type KindLimits, zoneOf } from "./limits.ts";
import { beside, offScale } from "./offscale.ts";
import { FRESH, LENGTH } from "./rulebook.ts";
import {
  counts,
  groupsOf,
  leadingGreen,
  medianOf,
  settle,
  type Take,
  takeOf,
  valuesOf,
  within,
} from "./takes.ts";
import { type Found, GREEN, HIGH, NONE, NORMAL, RED, worse, YELLOW, type Zone } from "./verdict.ts";

/** A session's verdict and its readings. inTime: without those that came more than two hours late,
 * where there are both (CL-13). */
export interface Session {
  verdict: Found;
  readings: readonly Reading[];
  inTime: Found | null;
}

interface Way {
  lines: KindLimits;
  cuffs: number;
  now: number;
}

/** The session that the first of `readings` begins. readings: usable ones, oldest first. Leading
 * green readings that a worse one follows stop being in use, and so does a non-credible one that a
 * credible one discards: then its half hour begins later (CL-09, CL-10). */
export function firstSession(readings: readonly Reading[], way: Way): Session {
  let start = (readings[0] as Reading).at;
  for (;;) {
    const inside = within(readings, start, way.cuffs);
    const verdict = judge(inside, way);
    if (verdict.at > start) {
      start = verdict.at;
      continue;
    }
    const fresh = inside.filter((one) => one.received - one.at <= FRESH);
    const some = fresh.length > 0 && fresh.length < inside.length;
    return { verdict, readings: inside, inTime: some ? judge(fresh, way) : null };
  }
}

/** The verdict over one session's readings, oldest first. */
function judge(readings: readonly Reading[], way: Way): Found {
  const off = readings.filter((one) => one.off !== null);
  if (off.length === 0) return judgeValues(readings, way);
  const settled = offScale(off, way.lines);
  const values = readings.filter((one) => one.off === null);
  return values.length === 0 ? settled : beside(judgeValues(values, way), settled);
}

function judgeValues(readings: readonly Reading[], way: Way): Found {
  const { lines, cuffs, now } = way;
  const groups = groupsOf(readings, cuffs);
  const halves = hasAny(lines) ? groups.filter((group) => !counts(group, cuffs, now)) : [];
  const whole = groups.filter((group) => !halves.includes(group));
  const takes = whole.map((group) => takeOf(group, lines));
  const tolerance = (readings[0] as Reading).spec.tolerance;
  const critical = criticalIn(readings, takes, lines);
  if (critical) return { ...critical, at: began(critical.at, groups, lines, tolerance) };
  const { used, waiting } = settle(takes, tolerance);
  if (waiting.length > 0) return unconfirmed(waiting, used, way);
  if (used.length === 0) return halfAPair(takeOf(groups.at(-1) ?? [], lines));
  let verdict = confirm(used, way);
  if (used.some((one) => !one.credible)) verdict = { ...verdict, rules: [...verdict.rules, "V-4"] };
  const half = halves[0]?.[0];
  if (!half) return verdict;
  return { ...verdict, changesAt: Math.min(half.at + LENGTH, verdict.changesAt ?? Infinity) };
}

/** C-6: one plausible reading, or the mean of a pair, at a critical line (CL-12). */
function criticalIn(
  readings: readonly Reading[],
  takes: readonly Take[],
  lines: KindLimits,
): Found | null {
  const one = readings.find((reading) => isCritical(lines, reading.value, reading.second));
  const mean = one ? undefined : takes.find((take) => isCritical(lines, take.value, take.second));
  const by = one ?? mean;
  if (!by) return null;
  const rules = mean ? ["G-2", "C-6", "C-8"] : ["G-2", "C-6"];
  return final(by.at, RED, rules, valuesOf(by), HIGH);
}

/** Where the session that a critical value settles began: at the first reading in use. */
function began(
  at: number,
  groups: readonly Reading[][],
  lines: KindLimits,
  tolerance: number | null,
): number {
  const sofar = groups.filter((group) => (group[0] as Reading).at <= at);
  const { used, waiting } = settle(sofar.map((group) => takeOf(group, lines)), tolerance);
  const abnormal = used.filter((one) => one.zone !== GREEN);
  return Math.min(at, ...[...abnormal, ...waiting].map((one) => one.at));
}

/** V-4: provisional, at least yellow, until confirmed or until the half hour is out. */
function unconfirmed(waiting: readonly Take[], used: readonly Take[], way: Way): Found {
  let zone = waiting.reduce<Zone>((worst, one) => worse(worst, one.zone), YELLOW);
  let start = (waiting[0] as Take).at;
  if (used.length > 0) {
    const before = confirm(used, way);
    zone = worse(zone, before.zone);
    if (before.zone !== GREEN) start = before.at;
  }
  const byLimit = waiting.some((one) => one.zone !== GREEN);
  const rules = byLimit ? ["V-4", "G-2"] : ["V-4"];
  return wait(start, zone, rules, valuesOf(waiting.at(-1) as Take), way.now);
}

/** C-1 to C-5 and C-7 over the takes that count. */
function confirm(used: readonly Take[], { lines, now }: Way): Found {
  const lead = leadingGreen(used);
  const takes = used.slice(lead);
  const dropped = lead > 0 ? ["C-7"] : [];
  const [first, last] = [takes[0] as Take, takes.at(-1) as Take];
  if (takes.every((one) => one.zone === GREEN)) {
    return final(first.at, GREEN, [], takes.length > 2 ? medianOf(takes) : valuesOf(last), NONE);
  }
  if (takes.length === 1) {
    return wait(first.at, first.zone, ["G-2", "C-1", ...dropped], valuesOf(first), now);
  }
  if (takes.length === 2) {
    if (first.zone === RED && last.zone === GREEN) {
      return wait(first.at, YELLOW, ["C-4", "G-2", ...dropped], valuesOf(first), now);
    }
    return byLimit(first.at, last.zone, ["C-3", ...dropped], valuesOf(last));
  }
  const median = medianOf(takes);
  const zone = zoneOf(lines, median[0] as number, median[1] ?? null);
  return byLimit(first.at, zone, ["C-5", ...dropped], median);
}

function byLimit(
  at: number,
  zone: Zone,
  rules: readonly string[],
  values: readonly number[],
): Found {
  return zone === GREEN
    ? final(at, zone, rules, values, NONE)
    : final(at, zone, ["G-2", ...rules], values, NORMAL);
}

const final = (
  at: number,
  zone: Zone,
  rules: readonly string[],
  values: readonly number[],
  priority: Found["priority"],
): Found => ({ at, zone, state: "final", priority, rules, values, changesAt: null });

/** Pending until the half hour is out, then final as it stands (C-2: silence is never green). */
function wait(
  start: number,
  zone: Zone,
  rules: readonly string[],
  values: readonly number[],
  now: number,
): Found {
  if (now >= start + LENGTH) {
    return final(start, zone, [...rules.filter((rule) => rule !== "C-1"), "C-2"], values, NORMAL);
  }
  return pending(start, zone, rules, values);
}

/** The first cuff reading of a pair whose second has not come (CL-11). */
const halfAPair = (take: Take): Found =>
  pending(take.at, take.zone, take.zone === GREEN ? ["C-8"] : ["G-2", "C-8"], valuesOf(take));

const pending = (
  at: number,
  zone: Zone,
  rules: readonly string[],
  values: readonly number[],
): Found => ({ at, zone, state: "pending", priority: NONE, rules, values, changesAt: at + LENGTH });
