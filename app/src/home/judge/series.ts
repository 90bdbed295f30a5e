// The readings of one kind through time, and the sessions they make, each judged as its time was.
import { lineOf, otherEquipment, reaches, since, twiceMedian, withLine } from "./baseline.ts";
import type { Reading } from "./items.ts";
import { type KindLimits, NO_LINES, zoneOf } from "./limits.ts";
import { type Agreed, judges, linesChanged, type Plan, planAt } from "./plan.ts";
import { BLOWN, LENGTH, RELATIVE } from "./rulebook.ts";
import { firstSession, type Session } from "./session.ts";
import { blowSession } from "./spirometry.ts";
import { localDay } from "./time.ts";
import { countsAnyway, isDuplicate, rejectedBy, withoutDuplicates } from "./validity.ts";
import { type Found, GREEN, late, worseOf } from "./verdict.ts";
import { dailyWeights, judgeDay, type Weights } from "./weight.ts";

const WEIGHT = "body_weight";

/** One session as it stands. verdict: L-1 included; null when no plan says what this kind means.
 * began: where its half hour runs from. value: what baselines are made of. */
export interface Sitting {
  start: number;
  began: number;
  readings: readonly Reading[];
  plan: Plan | null;
  verdict: Found | null;
  value: number | null;
}

/** held: valid, and those that only C-6 may use. used: of those, what repeats no other. */
export interface Series {
  kind: string;
  held: readonly Reading[];
  used: readonly Reading[];
  rejected: readonly Reading[];
  sittings: readonly Sitting[];
}

/** What else is known: when the baseline was reset, and days with a worse symptom (W-2). */
export interface Around {
  agreed: Agreed;
  resets: readonly number[];
  worseDays: ReadonlySet<number>;
  now: number;
}

/** All sessions of one kind. readings: of that kind, oldest first. */
export function seriesOf(kind: string, readings: readonly Reading[], around: Around): Series {
  const rejected = readings.filter((one) => rejectedBy(one) !== null);
  const critical = (one: Reading): boolean =>
    countsAnyway(one, planAt(around.agreed, one.at)?.limits.get(kind) ?? NO_LINES);
  const held = readings.filter((one) => rejectedBy(one) === null || critical(one));
  const used = withoutDuplicates(held);
  const weights = kind === WEIGHT ? dailyWeights(used) : new Map<number, number>();
  const sittings: Sitting[] = [];
  for (let rest: readonly Reading[] = used; rest.length > 0; ) {
    const one = next(kind, rest, used, sittings, weights, around);
    sittings.push(one);
    rest = rest.slice(one.readings.length);
  }
  return { kind, held, used, rejected, sittings };
}

/** The session that holds a reading, or the one that it repeats; undefined when none does. */
export function sittingOf(series: Series, reading: Reading): Sitting | undefined {
  if (!series.held.includes(reading)) return undefined;
  const place = series.sittings.filter((one) => one.start <= reading.at).length - 1;
  const near = [place, place - 1, place + 1].map((one) => series.sittings[one]);
  return near.find((one) =>
    one?.readings.some((held) => held.id === reading.id || isDuplicate(reading, held)),
  );
}

function next(
  kind: string,
  rest: readonly Reading[],
  used: readonly Reading[],
  before: readonly Sitting[],
  weights: Weights,
  around: Around,
): Sitting {
  const first = rest[0] as Reading;
  const start = first.at;
  const plan = planAt(around.agreed, start);
  if (!plan || !judges(plan, kind)) {
    const readings = rest.filter((one) => isTogether(kind, first, one));
    return { start, began: start, readings, plan, verdict: null, value: null };
  }
  const usual = usualAt(kind, plan, start, used, before, around);
  const one =
    kind === WEIGHT
      ? dayOf(rest, plan, weights, around)
      : session(kind, rest, plan, usual, around);
  const newest = one.readings.at(-1) as Reading;
  const newer = one.readings.length < rest.length;
  const named = (verdict: Found): Found => withName(verdict, kind, plan, usual);
  const lated = late(named(one.verdict), newest.at, newest.received, newer);
  const verdict = one.inTime ? worseOf(named(one.inTime), lated) : lated;
  const began = Math.max(start, one.verdict.at);
  const value = one.verdict.values[0] ?? null;
  return { start, began, readings: one.readings, plan, verdict, value };
}

/** Weights of one local day; of another kind half an hour. */
function isTogether(kind: string, first: Reading, one: Reading): boolean {
  return kind === WEIGHT ? localDay(one.at) === localDay(first.at) : one.at - first.at < LENGTH;
}

function dayOf(rest: readonly Reading[], plan: Plan, weights: Weights, around: Around): Session {
  const first = rest[0] as Reading;
  const readings = rest.filter((one) => isTogether(WEIGHT, first, one));
  const worse = around.worseDays.has(localDay(first.at));
  const verdict = judgeDay(readings, weights, plan, around.agreed.person, worse, around.now);
  return { verdict, readings, inTime: null };
}

function session(
  kind: string,
  rest: readonly Reading[],
  plan: Plan,
  usual: number | null,
  { agreed, now }: Around,
): Session {
  const own = plan.limits.get(kind);
  if (BLOWN.has(kind)) return blowSession(rest, own, agreed.person.best.get(kind), now);
  const lines = usual === null ? (own ?? NO_LINES) : withLine(own ?? NO_LINES, kind, usual);
  return firstSession(rest, { lines, cuffs: agreed.cuffs, now });
}

/** The line of D-1 or P-D1 at the time of a session; null when it is off or nobody can say. */
function usualAt(
  kind: string,
  plan: Plan,
  start: number,
  used: readonly Reading[],
  before: readonly Sitting[],
  around: Around,
): number | null {
  if (!plan.rules.has(RELATIVE.get(kind)?.rule ?? "")) return null;
  const changed = linesChanged(around.agreed, kind, start);
  const from = since(start, [changed, ...around.resets, otherEquipment(used, start)]);
  const values = before.filter((one) => one.start >= from).map((one) => one.value);
  const twice = twiceMedian(values.filter((one) => one !== null));
  return twice === null ? null : lineOf(kind, twice);
}

/** Whether it was the limit, the person's own baseline, or both. */
function withName(verdict: Found, kind: string, plan: Plan, usual: number | null): Found {
  const [value] = verdict.values;
  const rule = RELATIVE.get(kind)?.rule;
  if (usual === null || !rule || value === undefined) return verdict;
  if (!verdict.rules.includes("G-2") || !reaches(kind, value, usual)) return verdict;
  const lines: KindLimits = plan.limits.get(kind) ?? NO_LINES;
  const first = zoneOf(lines, value, null) !== GREEN ? ["G-2", rule] : [rule];
  return { ...verdict, rules: [...first, ...verdict.rules.filter((one) => one !== "G-2")] };
}
