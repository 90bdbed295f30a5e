// HI or LO on the meter: above or below all that it can show. No number, but past every line that the
// plan has on that side, and final at once (core/off_scale.py).
import type { Reading } from "./items.ts";
import type { Field, KindLimits } from "./limits.ts";
import { BLOWN, REJECTING } from "./rulebook.ts";
import { type Found, GREEN, priorityOf, RED, worse, YELLOW, type Zone } from "./verdict.ts";

const LINES = {
  above: { yellow: "yellow_high", red: "red_high", critical: "crit_high" },
  below: { yellow: "yellow_low", red: "red_low", critical: "crit_low" },
} as const;

const hasLine = (lines: KindLimits, name: Field): boolean =>
  lines.first[name] !== null || lines.second[name] !== null;

/** Its zone; null where no line of the plan says, and for every reading that has a value. */
export function zoneOffScale(reading: Reading, lines: KindLimits): Zone | null {
  const { off, kind, quality } = reading;
  if (off === null || kind === "body_weight" || BLOWN.has(kind)) return null;
  if (quality.some((flag) => REJECTING.has(flag))) return null;
  const { yellow, red, critical } = LINES[off];
  if (hasLine(lines, red) || hasLine(lines, critical)) return RED;
  return hasLine(lines, yellow) ? YELLOW : null;
}

/** The verdict over readings of one session that are all off the scale, oldest first. */
export function offScale(readings: readonly Reading[], lines: KindLimits): Found {
  const zone = readings
    .map((one) => zoneOffScale(one, lines) ?? YELLOW)
    .reduce<Zone>(worse, YELLOW);
  const critical = readings.some((one) => hasLine(lines, LINES[one.off ?? "above"].critical));
  const rules = critical ? ["G-2", "C-6", "V-2"] : ["G-2", "V-2"];
  const at = (readings[0] as Reading).at;
  const priority = priorityOf(rules, zone);
  return { at, zone, state: "final", priority, rules, values: [], changesAt: null };
}

/** A session's verdict when some of it has values and some is off the scale. */
export function beside(values: Found, off: Found): Found {
  const at = values.zone === GREEN ? off.at : Math.min(off.at, values.at);
  const rules = [...values.rules, ...off.rules];
  if (values.zone > off.zone) {
    const priority = Math.max(values.priority, off.priority) as Found["priority"];
    return { ...values, at, rules, priority };
  }
  const priority = values.state === "pending" ? off.priority : priorityOf(rules, off.zone);
  return { ...values, at, zone: off.zone, state: "final", priority, rules, values: [] };
}
