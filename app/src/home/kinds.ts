// What may be typed for each kind: its fields, units, steps, and what is possible and credible.
// All of it from the rules themselves (generated/rules.json).
import rules from "../generated/rules.json" with { type: "json" };
import { t } from "./words.ts";

interface Spec {
  unit: string;
  decimals: number;
  plausible: string[];
  credible: string[];
  second_plausible?: string[];
  second_credible?: string[];
}

const KINDS: Record<string, Spec> = rules.kinds;

export interface Field {
  name: "value" | "systolic" | "diastolic";
  label: string;
  unit: string;
  decimals: number;
  possible: [number, number];
  credible: [number, number];
}

export function isKind(kind: string): boolean {
  return kind in KINDS;
}

export function fields(kind: string): Field[] {
  const spec = KINDS[kind];
  if (!spec) return [];
  const { unit, decimals } = spec;
  const first = { unit, decimals, possible: pair(spec.plausible), credible: pair(spec.credible) };
  if (!spec.second_plausible || !spec.second_credible)
    return [{ ...first, name: "value", label: "" }];
  const possible = pair(spec.second_plausible);
  const credible = pair(spec.second_credible);
  return [
    { ...first, name: "systolic", label: t("The upper number") },
    { unit, decimals, possible, credible, name: "diastolic", label: t("The lower number") },
  ];
}

function pair(ends: string[]): [number, number] {
  return [Number(ends[0]), Number(ends[1])];
}

export type Doubt = "impossible" | "not-credible" | "jump" | null;

/** Whether what was typed can be so. `before` are the fields already typed. */
export function doubt(
  field: Field, typed: string, before: Record<string, string> = {},
): Exclude<Doubt, "jump"> {
  const value = Number(typed);
  if (typed === "" || !Number.isFinite(value)) return "impossible";
  if (value < field.possible[0] || value > field.possible[1]) return "impossible";
  const upper = before.systolic;
  if (field.name === "diastolic" && upper !== undefined && value >= Number(upper))
    return "impossible";
  if (value < field.credible[0] || value > field.credible[1]) return "not-credible";
  // Too near each other or too far apart (V-3, and the cross-checks of the reference).
  const [least, most] = pair(rules.judging.credible_pulse_pressure);
  const apart = Number(upper ?? value + least) - value;
  if (field.name === "diastolic" && (apart < least || apart > most)) return "not-credible";
  return null;
}

/** As it is sent: with the decimals that the kind has. */
export function exact(field: Field, typed: string): string {
  const [whole = "0", part = ""] = typed.split(".");
  const digits = whole.replace(/^0+(?=\d)/, "") || "0";
  return field.decimals ? `${digits}.${part.padEnd(field.decimals, "0")}` : digits;
}

/** One step up or down, without the noise of binary fractions. */
export function stepped(field: Field, typed: string, by: 1 | -1): string {
  const scale = 10 ** field.decimals;
  const from = typed === "" ? middle(field) * scale : Math.round(Number(typed) * scale);
  const [low, high] = field.possible;
  const next = Math.min(Math.max(from + by, low * scale), high * scale);
  return (next / scale).toFixed(field.decimals);
}

function middle(field: Field): number {
  return Math.round((field.credible[0] + field.credible[1]) / 2);
}
