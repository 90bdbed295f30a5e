// The rules as data, made by the server's own (app/src/generated/rules.json), numbers read once.
import rules from "../../generated/rules.json" with { type: "json" };
import { known, type Scaled } from "./numbers.ts";
import { HOUR, MINUTE } from "./time.ts";

export interface Range {
  low: Scaled;
  high: Scaled;
}

/** One kind of measurement; `second` is the lower pressure of a blood pressure. */
export interface Spec {
  unit: string;
  decimals: number;
  plausible: Range;
  credible: Range;
  tolerance: Scaled | null;
  secondPlausible: Range | null;
  secondCredible: Range | null;
}

interface KindInFile {
  unit: string;
  decimals: number;
  plausible: string[];
  credible: string[];
  tolerance: string | null;
  second_plausible?: string[];
  second_credible?: string[];
}

export type LinesInFile = Record<string, string | null>;

interface ProfileInFile {
  kind: string;
  lines?: LinesInFile;
  systolic?: LinesInFile;
  diastolic?: LinesInFile;
}

interface AskedInFile {
  version: string | null;
  most: Record<string, number>;
  highest: number | null;
  judged_by: string[];
}

type Named<T> = Readonly<Record<string, T>>;

const judging = rules.judging;

const range = (ends: readonly string[]): Range => ({
  low: known(ends[0] ?? ""),
  high: known(ends[1] ?? ""),
});

const spec = (one: KindInFile): Spec => ({
  unit: one.unit,
  decimals: one.decimals,
  plausible: range(one.plausible),
  credible: range(one.credible),
  tolerance: one.tolerance === null ? null : known(one.tolerance),
  secondPlausible: one.second_plausible ? range(one.second_plausible) : null,
  secondCredible: one.second_credible ? range(one.second_credible) : null,
});

const each = <A, B>(table: Named<A>, make: (one: A) => B): ReadonlyMap<string, B> =>
  new Map(Object.entries(table).map(([name, one]) => [name, make(one)]));

export const RULE_SET: string = rules.rule_set;
export const KINDS = each(rules.kinds as Named<KindInFile>, spec);
export const PROFILES = each(rules.profiles as Named<ProfileInFile>, (one) => one);
const named = rules.rules as Named<{ priority: string | null; always: boolean }>;
export const PRIORITIES = each(named, (one) => one.priority);
export const SWITCHED = each(named, (one) => !one.always);
export const LENGTH = rules.session_minutes * MINUTE;
export const REMEASURE_AFTER: number = rules.remeasure_after_minutes;
export const DUPLICATE_WITHIN = rules.duplicate_within_minutes * MINUTE;
export const LEAST_PULSE_PRESSURE = known(rules.least_pulse_pressure);
export const MOST_BLANKS: number = rules.phq9_most_blanks;

export const OTHERS = each(judging.others as Named<string[]>, (one) => one);
export const SETTLING: ReadonlySet<string> = new Set(judging.settling);
export const JUDGED_BY = each(judging.judged_by as Named<string[]>, (one) => one);
export const ASKED = each(judging.asked as Named<AskedInFile>, (one) => one);
export const DOMAINS = each(judging.domains as Named<string>, (one) => one);
export const REJECTING: ReadonlySet<string> = new Set(judging.quality.rejecting);
export const ASKING_AGAIN: ReadonlySet<string> = new Set(judging.quality.asking_again);
export const OFF_SCALE: ReadonlySet<string> = new Set(judging.quality.off_scale);
export const CREDIBLE_PULSE_PRESSURE = range(judging.credible_pulse_pressure);
export const CLOCK_MAY_BE_FAST = judging.clock_may_be_fast_minutes * MINUTE;
export const FRESH = judging.late.fresh_hours * HOUR;
export const STALE = judging.late.stale_hours * HOUR;
export const NEVER_LATE: readonly string[] = judging.late.never;
export const BASELINE_WINDOW = judging.baseline.days * 24 * HOUR;
export const FEWEST: number = judging.baseline.fewest;
export const RELATIVE = each(
  judging.baseline.relative as Named<{ rule: string; away: string }>,
  (one) => ({ rule: one.rule, away: known(one.away) }),
);
export const WEIGHT = {
  gain: known(judging.weight.gain),
  largeGain: known(judging.weight.large_gain),
  fromDry: known(judging.weight.from_dry),
  jump: known(judging.weight.jump),
  jumpDays: judging.weight.jump_days,
};
export const BLOWN: ReadonlySet<string> = new Set(judging.blown.kinds);
export const CREDIBLE_PERCENT = each(
  judging.blown.credible_percent_of_best as Named<number[]>,
  (one) => one,
);
export const RELIABLE_RISE: number = judging.phq9_reliable_rise;
