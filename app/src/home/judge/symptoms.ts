// The daily questions of COPD and heart failure (RS-1 7.5). A blank answer never fires a rule and
// never counts as a no (CL-19).
import { type Fired, RED, YELLOW } from "./verdict.ts";

export type Items = Readonly<Record<string, number | null>>;

const HEART = ["h1", "h2", "h3", "h4"];
const MINORS = ["k4", "k5", "k6"];

const is = (items: Items, item: string, least = 1): boolean => (items[item] ?? 0) >= least;

/** A worsening symptom that stands beside a weight of the same day (W-2). */
export const heartIsWorse = (items: Items): boolean => HEART.some((item) => is(items, item));

export function heartFailure(items: Items): Fired[] {
  const fired: Fired[] = [];
  const worse = HEART.filter((item) => is(items, item));
  if (is(items, "h1", 3) || is(items, "h7") || is(items, "h6")) fired.push(["HF-S1", RED]);
  if (items.h1 === 2 && (is(items, "h2") || is(items, "h3"))) fired.push(["HF-S2", RED]);
  if (worse.length >= 2) fired.push(["HF-S3", YELLOW]);
  if (worse.length > 0 || is(items, "h8")) fired.push(["HF-S4", YELLOW]);
  return fired;
}

/** The Anthonisen majors. Blood (k3 = 2) is a red sign of its own (S-R1), not a colour. */
export const majorsOf = (items: Items): string[] => [
  ...(is(items, "k1") ? ["k1"] : []),
  ...["k2", "k3"].filter((item) => items[item] === 1),
];

/** yesterday: the newest form of the local day before. breathAtStart: k1 when the course of standby
 * medicine began; null when none is under way (CL-20). */
export function copd(items: Items, yesterday: Items | null, breathAtStart: number | null): Fired[] {
  const fired: Fired[] = [];
  if (is(items, "k1", 3) || is(items, "k7") || is(items, "k3", 2) || is(items, "k9")) {
    fired.push(["S-R1", RED]);
  }
  if (is(items, "k1", 2) && yesterday && is(yesterday, "k1", 2)) fired.push(["S-R3", RED]);
  if (breathAtStart !== null && is(items, "k8", 3) && is(items, "k1", Math.max(1, breathAtStart))) {
    fired.push(["S-R4", RED]);
  }
  if (majorsOf(items).length > 0) fired.push(["S-Y1", YELLOW]);
  if (MINORS.filter((item) => is(items, item)).length >= 2) fired.push(["S-Y2", YELLOW]);
  return fired;
}
