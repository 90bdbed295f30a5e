// Plans as judging sees them, and which held when (CL-05).
import { KINDS, JUDGED_BY, SWITCHED } from "./rulebook.ts";
import { type KindLimits, readLimits, strictest } from "./limits.ts";
import { type Scaled, scaled } from "./numbers.ts";
import type { PersonFile, PlanFile, Scenario } from "./scenario.ts";
import { moment } from "./time.ts";

export interface Plan {
  limits: ReadonlyMap<string, KindLimits>;
  rules: ReadonlySet<string>;
}

/** Facts about a person that the rules ask for. breathAtStart: k1 when the course began. */
export interface Person {
  knownAf: boolean;
  dryWeight: Scaled | null;
  best: ReadonlyMap<string, Scaled>;
  phq9Before: number | null;
  breathAtStart: number | null;
  pauses: readonly { from: number; to: number }[];
}

/** When something was agreed to come. what: a kind or a questionnaire. */
export interface Window {
  what: string;
  from: number;
  to: number;
}

/** The plan through time. steps: from when, what held; oldest first. */
export interface Agreed {
  person: Person;
  steps: readonly { from: number; plan: Plan }[];
  windows: readonly Window[];
  cuffs: number;
}

const ALWAYS = Number.MIN_SAFE_INTEGER;

/** What a plan says of it that we cannot read is told in `unread`, and the rest is read. */
export function agreedIn(scenario: Scenario, unread: string[]): Agreed {
  const person = personIn(scenario.person, unread);
  const read = scenario.plans.map(
    (file): Read => ({ file, from: fromOf(file, unread), plan: planIn(file, unread) }),
  );
  const merged = scenario.merge?.signed ? linesIn(scenario.merge.limits ?? [], unread) : [];
  const steps = [...new Set(read.map((one) => one.from))]
    .sort((a, b) => a - b)
    .map((from) => ({ from, plan: inForce(read, from, merged) }));
  const windows = scenario.plans.flatMap((file) => windowsIn(file, scenario.plans, unread));
  return { person, steps, windows, cuffs: person.knownAf ? 3 : 2 };
}

/** The plan in force at a moment. */
export function planAt(agreed: Agreed, at: number): Plan | null {
  return agreed.steps.filter((step) => step.from <= at).at(-1)?.plan ?? null;
}

/** When the lines of a kind last changed before a moment: its baseline starts there (CL-15). */
export function linesChanged(agreed: Agreed, kind: string, at: number): number | null {
  const told = (plan: Plan): string => JSON.stringify(plan.limits.get(kind) ?? null);
  const past = agreed.steps.filter((step) => step.from <= at);
  const changes = past.filter((step, place) => {
    const before = past[place - 1];
    return before !== undefined && told(step.plan) !== told(before.plan);
  });
  return changes.at(-1)?.from ?? null;
}

/** Whether anything in this plan says what a reading of `kind` means. */
export const judges = (plan: Plan, kind: string): boolean =>
  plan.limits.has(kind) || (JUDGED_BY.get(kind) ?? []).some((rule) => plan.rules.has(rule));

function fromOf(file: PlanFile, unread: string[]): number {
  if (file.valid_from === undefined) return ALWAYS;
  const from = moment(file.valid_from);
  if (from === null) unread.push("plan");
  return from ?? ALWAYS;
}

function planIn(file: PlanFile, unread: string[]): Plan {
  const limits = new Map(linesIn(file.limits, unread));
  if (limits.size < file.limits.length) unread.push("limits");
  if (!file.rules.every((rule) => SWITCHED.get(rule))) unread.push("rules");
  if (!file.signed) unread.push("plan");
  return { limits, rules: new Set(file.rules) };
}

function linesIn(entries: PlanFile["limits"], unread: string[]): [string, KindLimits][] {
  return entries.flatMap((entry): [string, KindLimits][] => {
    const lines = readLimits(entry);
    if (!lines) unread.push("limits");
    return lines ? [[entry.kind, lines]] : [];
  });
}

interface Read {
  file: PlanFile;
  from: number;
  plan: Plan;
}

/** Of each plan its highest version that was valid by then, all together as one. */
function inForce(
  read: readonly Read[],
  at: number,
  merged: readonly [string, KindLimits][],
): Plan {
  const newest = new Map<string, Read>();
  for (const one of read) {
    const version = newest.get(one.file.id)?.file.version ?? 0;
    if (one.from <= at && one.file.version > version) newest.set(one.file.id, one);
  }
  const limits = new Map<string, KindLimits>();
  const plans = [...newest.values()].map((one) => one.plan);
  for (const [kind, own] of plans.flatMap((plan) => [...plan.limits])) {
    const other = limits.get(kind);
    limits.set(kind, other ? strictest(other, own) : own);
  }
  for (const [kind, lines] of merged) limits.set(kind, lines);
  return { limits, rules: new Set(plans.flatMap((plan) => [...plan.rules])) };
}

/** The windows of a version, but for those that end when a higher one holds. */
function windowsIn(file: PlanFile, all: readonly PlanFile[], unread: string[]): Window[] {
  const higher = all.filter((one) => one.id === file.id && one.version > file.version);
  return (file.expected ?? []).flatMap((entry) => {
    const [from, to] = [moment(entry.from), moment(entry.to)];
    if (from === null || to === null) {
      unread.push("expected");
      return [];
    }
    const replaced = higher.some((one) => fromOf(one, unread) <= to);
    return replaced ? [] : [{ what: entry.kind, from, to }];
  });
}

function personIn(file: PersonFile, unread: string[]): Person {
  const number = (text: string | null | undefined): Scaled | null => {
    const value = text === undefined || text === null ? null : scaled(text);
    if (value === null && text !== undefined && text !== null) unread.push("person");
    return value;
  };
  const best = Object.entries(file.personal_best ?? {}).flatMap(([kind, text]) => {
    const value = KINDS.has(kind) ? number(text) : null;
    return value === null ? [] : [[kind, value] as const];
  });
  const pauses = (file.pauses ?? []).map((one) => ({
    from: moment(one.from) ?? ALWAYS,
    to: moment(one.to) ?? ALWAYS,
  }));
  return {
    knownAf: file.atrial_fibrillation_known === true,
    dryWeight: number(file.dry_weight_kg),
    best: new Map(best),
    phq9Before: file.baselines?.phq9 ?? null,
    breathAtStart: file.standby_course ? (file.standby_course.k1_at_start ?? 0) : null,
    pauses,
  };
}

