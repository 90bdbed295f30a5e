// A questionnaire as it was answered, and what its answers mean under a plan (RS-1 7.5).
import type { Form } from "./items.ts";
import type { Person, Plan } from "./plan.ts";
import { ASKED } from "./rulebook.ts";
import { phq9, summed, totalOf } from "./scores.ts";
import { copd, heartFailure, heartIsWorse, majorsOf } from "./symptoms.ts";
import { localDay } from "./time.ts";
import { type Fired, type Found, found, GREY, NONE } from "./verdict.ts";

export const COPD = "copd_daily";
export const HEART = "heart_failure_daily";

/** Whether anything in this plan says what these answers mean. */
export const isJudged = (questionnaire: string, plan: Plan): boolean =>
  (ASKED.get(questionnaire)?.judged_by ?? []).some((rule) => plan.rules.has(rule));

/** Whether the phone knows the rules of this form at all. */
export const isKnown = (questionnaire: string): boolean =>
  [COPD, HEART, "phq9"].includes(questionnaire);

/** Nothing of a daily form is answered: green would mean nothing, and the server takes no such. */
export const saysNothing = (form: Form): boolean =>
  (form.kind === COPD || form.kind === HEART) &&
  Object.values(form.items ?? {}).every((value) => value === null);

/** Final at once (CL-07). all: every form that is known, for yesterday's (S-R3). */
export function judgeForm(form: Form, plan: Plan, person: Person, all: readonly Form[]): Found {
  const on = (fired: readonly Fired[]): Fired[] => fired.filter(([rule]) => plan.rules.has(rule));
  const items = form.items ?? {};
  if (form.kind === HEART) return found(form.at, on(heartFailure(items)));
  if (form.kind === COPD) {
    const yesterday = newestOfDay(all, COPD, localDay(form.at) - 1).at(-1);
    const fired = on(copd(items, yesterday?.items ?? null, person.breathAtStart));
    const three = majorsOf(items).length === 3 && fired.some(([rule]) => rule === "S-Y1");
    return found(form.at, fired, [], three);
  }
  const total = form.items ? totalOf("phq9", form.items) : form.total;
  const fired = on(phq9(form.items, total, form.safeNow, person.phq9Before));
  const verdict = found(form.at, fired);
  if (total !== null || fired.length > 0) return verdict;
  return { ...verdict, zone: GREY, state: "invalid", priority: NONE };
}

/** Of each who answered, the newest form of that local day (CL-19), oldest first. */
export function newestOfDay(forms: readonly Form[], questionnaire: string, day: number): Form[] {
  const newest = new Map<string, Form>();
  for (const form of forms) {
    if (form.kind !== questionnaire || localDay(form.at) !== day) continue;
    newest.delete(form.by);
    newest.set(form.by, form);
  }
  return [...newest.values()];
}

/** Local days with a worsening heart-failure symptom, by the newest word of each who answered. */
export function worseDays(forms: readonly Form[]): Set<number> {
  const days = forms.filter((form) => form.kind === HEART).map((form) => localDay(form.at));
  const isWorse = (day: number): boolean =>
    newestOfDay(forms, HEART, day).some((form) => heartIsWorse(form.items ?? {}));
  return new Set(days.filter(isWorse));
}

/** Whether a form is a result at all, so that what was expected has come (CL-28); null when that
 * depends on a rule we do not know. */
export function isValid(form: Form, plan: Plan | null, person: Person): boolean | null {
  if (!plan || !isJudged(form.kind, plan) || form.kind === COPD || form.kind === HEART) return true;
  if (form.kind === "phq9") return judgeForm(form, plan, person, []).state !== "invalid";
  return form.items && summed(form.kind, form.items).blanks > 0 ? null : true;
}
