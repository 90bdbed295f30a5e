// A weight that is far from the last one may be somebody else's: it is asked about first (V-4).
import type { Entry, Judging } from "./day.ts";
import { scaled } from "./judge/numbers.ts";
import { WEIGHT } from "./judge/rulebook.ts";
import { localDay } from "./judge/time.ts";

/** Whether it differs too much from the latest of the days before, as far back as the rule looks.
 * told: what is on this phone. */
export function jumps(
  kind: string, typed: string, judging: Judging | null, told: Entry[], now: number,
): boolean {
  const value = scaled(typed);
  if (kind !== "body_weight" || value === null) return false;
  const today = localDay(now);
  const known = [
    ...(judging?.history ?? []).map((one) => ({ ...one, at: one.measured_at })),
    ...told.filter((one) => one.sort === "reading"),
  ] as { kind?: unknown; value?: unknown; at: unknown }[];
  const latest = known
    .filter((one) => one.kind === kind)
    .map((one) => ({ kilos: scaled(one.value), back: today - localDay(Date.parse(String(one.at))) }))
    .filter(({ back }) => back >= 1 && back <= WEIGHT.jumpDays)
    .sort((a, b) => a.back - b.back)[0]?.kilos;
  return typeof latest === "number" && Math.abs(value - latest) > WEIGHT.jump;
}
