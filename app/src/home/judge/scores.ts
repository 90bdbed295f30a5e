// Totals of the published scales, and what the rules say of PHQ-9 (RS-1 7.5; reference 6.2, 6.6).
//
// Item 9 is a flag for a person to look at, never a score of risk, and a low total never hides it.
import { quotient } from "./numbers.ts";
import { ASKED, MOST_BLANKS, RELIABLE_RISE } from "./rulebook.ts";
import type { Items } from "./symptoms.ts";
import { type Fired, RED, YELLOW } from "./verdict.ts";

/** How many questions are blank, and the sum of those that are answered. */
export function summed(
  questionnaire: string,
  items: Items,
): { sum: number; blanks: number; of: number } {
  const names = Object.keys(ASKED.get(questionnaire)?.most ?? {});
  const answered = names.map((name) => items[name] ?? null).filter((one) => one !== null);
  const sum = answered.reduce((one, other) => one + other, 0);
  return { sum, blanks: names.length - answered.length, of: names.length };
}

/** The total as the person is shown it, or null with too many blanks: PHQ-9 makes up for two,
 * rounded half up; GAD-7 for none; WHO-5 is in percent. */
export function totalOf(questionnaire: string, items: Items): number | null {
  const { sum, blanks, of } = summed(questionnaire, items);
  if (questionnaire === "phq9") {
    if (blanks > MOST_BLANKS) return null;
    const answered = of - blanks;
    return quotient(2 * sum * of + answered, 2 * answered);
  }
  if (blanks > 0 || !["gad7", "who5"].includes(questionnaire)) return null;
  return questionnaire === "who5" ? 4 * sum : sum;
}

/** items: null when only the total is known. before: the total at the start (P-7). */
export function phq9(
  items: Items | null,
  total: number | null,
  safeNow: string | null,
  before: number | null,
): Fired[] {
  const fired: Fired[] = [];
  if (safeNow === "no" || safeNow === "unsure") fired.push(["P-0", RED]);
  if (items) fired.push(...itemNine(items["9"] ?? null));
  if (total === null) return [...fired, ["P-4", YELLOW]];
  if (total >= 15) fired.push([total >= 20 ? "P-5" : "P-6", YELLOW]);
  if (before !== null && total - before >= RELIABLE_RISE) fired.push(["P-7", YELLOW]);
  return fired;
}

function itemNine(nine: number | null): Fired[] {
  if (nine === null) return [["P-3", YELLOW]];
  if (nine === 0) return [];
  return nine >= 2 ? [["P-1", RED]] : [["P-2", YELLOW]];
}
