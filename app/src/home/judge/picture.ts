// All that a judgement covers at one moment (CL-02), and what it comes to together.
import { isJudged, isKnown, judgeForm, newestOfDay, saysNothing, worseDays } from "./asked.ts";
import type { Form, Item, Other, Reading, Reset, Taken } from "./items.ts";
import { gapsAt } from "./missing.ts";
import { type Agreed, type Plan, planAt } from "./plan.ts";
import { FRESH, KINDS, LENGTH, OTHERS } from "./rulebook.ts";
import { type Series, seriesOf, type Sitting, sittingOf } from "./series.ts";
import { localDay } from "./time.ts";
import { rejectedBy } from "./validity.ts";
import { type Found, found, GREY, isLive, late, neverHistory } from "./verdict.ts";

/** One result in the picture. what: a kind or a questionnaire. inputs: ids of the things in it.
 * doubts: rules of the plan that touch it and that we do not judge. */
export interface Part {
  what: string;
  inputs: readonly string[];
  verdict: Found;
  doubts: readonly string[];
}

type Sorted<S> = Extract<Item, { sort: S }>;

const of = <S extends Item["sort"]>(items: readonly Item[], sort: S): Sorted<S>[] =>
  items.filter((one): one is Sorted<S> => one.sort === sort);

const inOrder = <T extends Item>(items: readonly T[]): T[] =>
  [...items].sort((a, b) => a.at - b.at || a.received - b.received);

/** What is in the picture at `now`, measured, asked, happened and missing. */
export function partsAt(agreed: Agreed, taken: Taken, now: number): Part[] {
  const forms = inOrder<Form>(of(taken.items, "form"));
  const all = inOrder<Reading>(of(taken.items, "reading"));
  const resets = of(taken.items, "reset");
  const worse = worseDays(forms);
  const series = [...KINDS.keys()]
    .map((kind) => ({ kind, own: all.filter((one) => one.kind === kind) }))
    .filter(({ own }) => own.length > 0)
    .map(({ kind, own }) =>
      seriesOf(kind, own, { agreed, resets: resetsOf(resets, kind), worseDays: worse, now }),
    );
  return [
    ...series.flatMap((one) => measured(one, agreed, taken, now)),
    ...asked(forms, agreed, taken, now),
    ...happened(of(taken.items, "other"), agreed, taken, now),
    ...gapsAt(agreed, series, forms, now).map((gap) => ({
      what: gap.what,
      inputs: [],
      verdict: grey(now),
      doubts: [
        ...(gap.uncertain ? ["missing"] : []),
        ...(gap.asked ? touching("missing", planAt(agreed, now)) : []),
      ],
    })),
  ];
}

/** The rules of a plan that touch this and that the phone does not judge. */
export const touching = (what: string, plan: Plan | null): string[] =>
  [...OTHERS.keys()].filter((rule) => plan?.rules.has(rule) && OTHERS.get(rule)?.includes(what));

const resetsOf = (resets: readonly Reset[], kind: string): number[] =>
  resets.filter((one) => one.measure === null || one.measure === kind).map((one) => one.at);

function measured(series: Series, agreed: Agreed, { items, came }: Taken, now: number): Part[] {
  const held = new Set<Sitting>();
  for (const one of items) {
    if (one.sort !== "reading" || one.kind !== series.kind || !came.has(one.id)) continue;
    const sitting = sittingOf(series, one);
    if (sitting) held.add(sitting);
  }
  const last = series.sittings.at(-1);
  if (last && isToday(last.began, now, series.kind)) held.add(last);
  const what = series.kind;
  const parts = [...held].flatMap((one): Part[] => {
    const inputs = one.readings.map((reading) => reading.id);
    const doubts = doubtsOf(what, one, agreed);
    return one.verdict ? [{ what, inputs, verdict: one.verdict, doubts }] : [];
  });
  const rejected = series.rejected.filter((one) => isStillRejected(one, series, came, now));
  return [
    ...parts,
    ...rejected.map((one) => ({ what, inputs: [one.id], verdict: rejection(one), doubts: [] })),
  ];
}

function isToday(start: number, now: number, kind: string): boolean {
  const reached = kind === "body_weight" ? start : start + LENGTH;
  return [localDay(start), localDay(reached)].includes(localDay(now));
}

/** What touches a session: rules by kind, and AF-1 wherever a meter noticed an irregular pulse. */
function doubtsOf(kind: string, { plan, readings }: Sitting, agreed: Agreed): string[] {
  const all = touching(kind, plan);
  const others = all.filter((rule) => rule !== "AF-1");
  if (agreed.person.knownAf || !plan?.rules.has("AF-1")) return others;
  return readings.some((one) => one.flagged) ? [...others, "AF-1"] : all;
}

const grey = (at: number): Found => ({ ...found(at, []), zone: GREY });

/** Not a result; a valid one is waited for unless it came late. */
function rejection(reading: Reading): Found {
  const waits = reading.received - reading.at <= FRESH;
  return {
    ...grey(reading.at),
    state: "rejected",
    rules: [rejectedBy(reading) ?? "V-2"],
    changesAt: waits ? reading.received + LENGTH : null,
  };
}

/** Whether a rejected reading is the newest there is of its kind, or just came. */
function isStillRejected(
  reading: Reading,
  series: Series,
  came: ReadonlySet<string>,
  now: number,
): boolean {
  if (sittingOf(series, reading)) return false; // critical all the same: it stands in its session
  if (came.has(reading.id)) return true;
  const newest = series.used.at(-1);
  const overtaken = newest !== undefined && newest.at >= reading.at;
  const isNewest = series.rejected.at(-1) === reading;
  return !overtaken && isNewest && localDay(reading.at) === localDay(now);
}

function asked(forms: readonly Form[], agreed: Agreed, { came }: Taken, now: number): Part[] {
  return forms.flatMap((form) => {
    const newest = (day: number): boolean => newestOfDay(forms, form.kind, day).includes(form);
    const plan = planAt(agreed, form.at);
    if (!plan || !isJudged(form.kind, plan)) return [];
    if (!came.has(form.id) && !newest(localDay(now))) return [];
    const doubts = [...touching(form.kind, plan), ...(saysNothing(form) ? ["blank"] : [])];
    const part = { what: form.kind, inputs: [form.id], doubts };
    if (!isKnown(form.kind)) return [{ ...part, verdict: found(form.at, []) }];
    const own = forms.filter((one) => one.kind === form.kind && one.by === form.by);
    const later = own.some((one) => one.at > form.at);
    const one = judgeForm(form, plan, agreed.person, forms);
    const verdict = late(one, form.at, form.received, later);
    const counts = !isLive(verdict) || neverHistory(verdict) || newest(localDay(form.at));
    return counts ? [{ ...part, verdict }] : [];
  });
}

/** Events and sets that a rule of the plan asks about: we know of them, and judge none. */
function happened(others: readonly Other[], agreed: Agreed, { came }: Taken, now: number): Part[] {
  return others.flatMap((one) => {
    const current = [localDay(one.at), localDay(one.at + LENGTH)].includes(localDay(now));
    const doubts = touching(one.kind, planAt(agreed, one.at));
    if (doubts.length === 0 || !(current || came.has(one.id))) return [];
    return [{ what: one.kind, inputs: [one.id], verdict: grey(one.at), doubts }];
  });
}
