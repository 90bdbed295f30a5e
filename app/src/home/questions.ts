// Which question comes next: the same branching as the server's (core/questionnaires/asking.py).
import type { Condition, Question, Questionnaire } from "./day.ts";

/** What is answered: a value, or null for passed over. What is not there has not been asked. */
export type Items = Record<string, number | null>;

/** The questions to ask, given what is answered, in their own order. */
export function visible(form: Questionnaire, items: Items): Question[] {
  const shown = new Map<string, boolean>();
  for (const question of form.questions) settle(question.link_id, form, items, shown);
  return form.questions.filter((question) => shown.get(question.link_id));
}

function settle(id: string, form: Questionnaire, items: Items, shown: Map<string, boolean>): boolean {
  const known = shown.get(id);
  if (known !== undefined) return known;
  shown.set(id, false);
  const question = form.questions.find((one) => one.link_id === id);
  if (!question) return false;
  const conditions = question.only_if ?? [];
  const held = conditions.map((one) =>
    holds(one, settle(one.question, form, items, shown) ? (items[one.question] ?? null) : null),
  );
  const asked = !held.length || (question.any_of ? held.some(Boolean) : held.every(Boolean));
  shown.set(id, asked);
  return asked;
}

function holds({ compare, answer }: Condition, given: number | null): boolean {
  if (compare === "exists") return (given !== null) === answer;
  if (given === null) return false;
  return (given === answer) === (compare === "=");
}

/** The first that still has no answer; a required one may not be passed over. */
export function nextQuestion(form: Questionnaire, items: Items): Question | null {
  const lacking = (one: Question) =>
    !(one.link_id in items) || (one.required !== false && items[one.link_id] === null);
  return visible(form, items).find(lacking) ?? null;
}

export function before(form: Questionnaire, items: Items, id: string): Question | null {
  const asked = visible(form, items);
  return asked[asked.findIndex((one) => one.link_id === id) - 1] ?? null;
}

/** Only what was asked in the end: an answer to a question that fell away is not sent. */
export function asked(form: Questionnaire, items: Items): Items {
  const ids = new Set(visible(form, items).map((one) => one.link_id));
  return Object.fromEntries(Object.entries(items).filter(([id]) => ids.has(id)));
}

// Answers that open the emergency screen at once, also if the server's form should not say so.
const URGENT: Record<string, string> = { copd_daily: "k9", heart_failure_daily: "h6" };

export function urgent(form: Questionnaire, question: Question, value: number | null): boolean {
  if (value === null) return false;
  if (question.options.find((one) => one.value === value)?.emergency) return true;
  return URGENT[form.name] === question.link_id && value === 1;
}

/** PHQ-9 item 9 with anything but "not at all": the safety screen comes next, whatever else. */
export function opensSafety(form: string, items: Items): boolean {
  return form === "phq9" && (items["9"] ?? 0) >= 1;
}
