// The lines of a plan, for one number or for the two of a blood pressure (G-2, C-6).
import type { Scaled } from "./numbers.ts";
import { scaled } from "./numbers.ts";
import { KINDS, type LinesInFile, PROFILES } from "./rulebook.ts";
import { GREEN, RED, worse, YELLOW, type Zone } from "./verdict.ts";

const LOW = ["red_low", "yellow_low", "crit_low"] as const;
const FIELDS = [...LOW, "yellow_high", "red_high", "crit_high"] as const;
export type Field = (typeof FIELDS)[number];

/** In ten-thousandths of the unit; null is no such line. */
export type Limits = Readonly<Record<Field, Scaled | null>>;

/** `second` is of the lower pressure. */
export interface KindLimits {
  first: Limits;
  second: Limits;
}

const NO_LIMITS = Object.fromEntries(FIELDS.map((name) => [name, null])) as unknown as Limits;
export const NO_LINES: KindLimits = { first: NO_LIMITS, second: NO_LIMITS };

const atOrUnder = (value: Scaled, line: Scaled | null): boolean => line !== null && value <= line;
const atOrOver = (value: Scaled, line: Scaled | null): boolean => line !== null && value >= line;

function zoneOfOne(lines: Limits, value: Scaled): Zone {
  if (atOrUnder(value, lines.red_low) || atOrOver(value, lines.red_high)) return RED;
  if (atOrUnder(value, lines.yellow_low) || atOrOver(value, lines.yellow_high)) return YELLOW;
  return GREEN;
}

/** The worse of the two numbers' zones; the line itself belongs to the worse zone (G-2). */
export function zoneOf(lines: KindLimits, value: Scaled, second: Scaled | null): Zone {
  const zone = zoneOfOne(lines.first, value);
  return second === null ? zone : worse(zone, zoneOfOne(lines.second, second));
}

const isCriticalOne = (lines: Limits, value: Scaled): boolean =>
  atOrUnder(value, lines.crit_low) || atOrOver(value, lines.crit_high);

export const isCritical = (lines: KindLimits, value: Scaled, second: Scaled | null): boolean =>
  isCriticalOne(lines.first, value) || (second !== null && isCriticalOne(lines.second, second));

export const hasAny = (lines: KindLimits): boolean =>
  FIELDS.some((name) => lines.first[name] !== null || lines.second[name] !== null);

/** Of each line the strictest of several plans' (G-4). */
export function strictest(one: KindLimits, other: KindLimits): KindLimits {
  return { first: tighter(one.first, other.first), second: tighter(one.second, other.second) };
}

function tighter(one: Limits, other: Limits): Limits {
  const pick = (name: Field): Scaled | null => {
    const [a, b] = [one[name], other[name]];
    if (a === null || b === null) return a ?? b;
    return (LOW as readonly Field[]).includes(name) ? Math.max(a, b) : Math.min(a, b);
  };
  return Object.fromEntries(FIELDS.map((name) => [name, pick(name)])) as unknown as Limits;
}

/** The lines of one entry of a plan, or null when we cannot read it. */
export function readLimits(entry: {
  kind: string;
  profile?: string | null;
  override?: unknown;
}): KindLimits | null {
  const spec = KINDS.get(entry.kind);
  if (!spec) return null;
  let lines: KindLimits | null = NO_LINES;
  if (entry.profile !== undefined && entry.profile !== null) {
    const profile = PROFILES.get(entry.profile);
    if (profile?.kind !== entry.kind) return null;
    lines = both(NO_LINES, profile.lines ?? profile.systolic, profile.diastolic);
  }
  const override = (entry.override ?? {}) as Record<string, unknown>;
  if (!lines || spec.secondPlausible === null) return lines && both(lines, override, {});
  const { systolic, diastolic, ...unknown } = override;
  return Object.keys(unknown).length ? null : both(lines, systolic, diastolic);
}

function both(lines: KindLimits, first: unknown, second: unknown): KindLimits | null {
  const [one, two] = [changed(lines.first, first), changed(lines.second, second)];
  return one && two && { first: one, second: two };
}

function changed(lines: Limits, changes: unknown): Limits | null {
  const found: Record<string, Scaled | null> = { ...lines };
  for (const [name, text] of Object.entries((changes ?? {}) as LinesInFile)) {
    const line = text === null ? null : scaled(text);
    if (!(name in lines) || (text !== null && line === null)) return null;
    found[name] = line;
  }
  return found as unknown as Limits;
}
