// What was agreed and did not come: grey, never green (RS-1 7.7, CL-28). M-1 and M-2, which make it
// yellow after so many hours, are not judged here.
import type { Form } from "./items.ts";
import { isValid } from "./asked.ts";
import { type Agreed, planAt } from "./plan.ts";
import type { Series } from "./series.ts";

/** Kinds and questionnaires of which nothing has come. uncertain: we cannot say whether it has. */
export interface Gap {
  what: string;
  uncertain: boolean;
  asked: boolean;
}

/** Everything expected by `now` that is still missing. asked: not only inside a pause. */
export function gapsAt(
  agreed: Agreed,
  series: readonly Series[],
  forms: readonly Form[],
  now: number,
): Gap[] {
  const found: Gap[] = [];
  for (const what of new Set(agreed.windows.map((one) => one.what))) {
    const newest = newestOf(what, agreed, series, forms);
    const ended = agreed.windows.filter((one) => one.what === what && one.to <= now);
    const still = ended.filter((one) => newest === undefined || newest.at < one.from);
    const asked = still.some(
      (one) => !agreed.person.pauses.some((pause) => pause.from <= one.to && one.to <= pause.to),
    );
    const uncertain = newest?.uncertain === true;
    if (still.length > 0 || (uncertain && ended.length > 0)) {
      found.push({ what, asked: asked || uncertain, uncertain });
    }
  }
  return found;
}

function newestOf(
  what: string,
  agreed: Agreed,
  series: readonly Series[],
  forms: readonly Form[],
): { at: number; uncertain: boolean } | undefined {
  const measured = series.find((one) => one.kind === what)?.used.at(-1);
  if (measured) return { at: measured.at, uncertain: false };
  const { person } = agreed;
  const valid = (one: Form): boolean | null => isValid(one, planAt(agreed, one.at), person);
  const form = forms.filter((one) => one.kind === what && valid(one) !== false).at(-1);
  return form && { at: form.at, uncertain: valid(form) === null };
}
