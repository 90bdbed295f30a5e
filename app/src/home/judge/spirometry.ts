// FEV1, FVC and peak flow against the plan's lines: the best of the blows counts (CL-10, CL-14).
// F-1, which compares with the person's own best, is not judged here.
import type { Reading } from "./items.ts";
import { isCritical, type KindLimits, NO_LINES, zoneOf } from "./limits.ts";
import { CREDIBLE_PERCENT, LENGTH } from "./rulebook.ts";
import type { Session } from "./session.ts";
import { isCredible } from "./validity.ts";
import { type Fired, type Found, found, GREEN, NONE, RED, worse, YELLOW } from "./verdict.ts";

/** The session of the blows that the first of these begins. best: the person's own, if known. */
export function blowSession(
  readings: readonly Reading[],
  lines: KindLimits | undefined,
  best: number | undefined,
  now: number,
): Session {
  const start = (readings[0] as Reading).at;
  const blows = readings.filter((one) => one.at - start < LENGTH);
  return { verdict: judge(blows, lines ?? NO_LINES, best, now), readings: blows, inTime: null };
}

function judge(
  blows: readonly Reading[],
  lines: KindLimits,
  best: number | undefined,
  now: number,
): Found {
  const critical = blows.find((one) => isCritical(lines, one.value, null));
  if (critical) return found(critical.at, [["C-6", RED], ["G-2", RED]], [critical.value]);
  const believed = blows.filter((one) => isBelieved(one, best));
  const value = Math.max(...(believed.length ? believed : blows.slice(-1)).map((one) => one.value));
  const zone = zoneOf(lines, value, null);
  const fired: Fired[] = zone === GREEN ? [] : [["G-2", zone]];
  // Without a believed blow, every one of them is doubted: the half hour runs from the first.
  const at = (blows[0] as Reading).at;
  if (believed.length) return found(at, fired, [value]);
  const unsure = found(at, [...fired, ["V-4", worse(zone, YELLOW)]], [value]);
  if (now >= at + LENGTH) return { ...unsure, rules: [...unsure.rules, "C-2"] };
  return { ...unsure, state: "pending", priority: NONE, changesAt: at + LENGTH };
}

function isBelieved(reading: Reading, best: number | undefined): boolean {
  const percent = CREDIBLE_PERCENT.get(reading.kind);
  if (!isCredible(reading) || best === undefined || !percent) return isCredible(reading);
  const [least, most] = percent as [number, number];
  return least * best <= 100 * reading.value && 100 * reading.value <= most * best;
}
