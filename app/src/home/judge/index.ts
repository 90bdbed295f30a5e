// The phone judges: what has been measured and answered, under the person's own plan, while nobody
// can be reached. The same answer as the server's for the same scenario, or none at all.
//
// Pure: no clock, no storage, whole numbers only. It knows the rules named in rules.json; where the
// plan has switched on another that touches the same thing, or where something cannot be read, the
// answer is "not judged yet", unless what it does know is red already. Never green by omission.
import { type Item, take } from "./items.ts";
import { agreedIn, planAt } from "./plan.ts";
import { type Part, partsAt, touching } from "./picture.ts";
import { DOMAINS, REMEASURE_AFTER, RULE_SET } from "./rulebook.ts";
import type { Scenario } from "./scenario.ts";
import { localDay, moment } from "./time.ts";
import { HIGH, isLive, remeasure, type State, YELLOW } from "./verdict.ts";

export type { ItemFile, PersonFile, PlanFile, Scenario } from "./scenario.ts";
export { totalOf } from "./scores.ts";
export type { State } from "./verdict.ts";

export type ZoneName = "green" | "grey" | "yellow" | "red";
export type PriorityName = "low" | "normal" | "high";

/** What one thing, or all of it together, means now.
 *
 * judged: whether this is the answer. If not, zone is grey, and only `remeasure_after_minutes` says
 *     anything. rules: those that fired.
 */
export interface Answer {
  judged: boolean;
  zone: ZoneName;
  state: State;
  priority: PriorityName | null;
  rules: string[];
  remeasure_after_minutes: number | null;
}

/** The answer, with each thing in it by itself.
 *
 * parts: by kind or questionnaire, with the ids of what is in it; what is missing is grey.
 * because: why it is not judged: rules of the plan that the phone does not know, or `item`, `clock`,
 *     `plan`, … for what it could not read. Told beside a red too, to which the server may add: its
 *     zone is red as well, its state as settled or more, its priority as high or higher.
 * changes_at: when time alone can change the answer, in milliseconds since 1970; else null.
 */
export interface Verdict extends Answer {
  parts: (Answer & { what: string; inputs: readonly string[] })[];
  because: string[];
  changes_at: number | null;
}

const ZONES = ["green", "grey", "yellow", "red"] as const;
const PRIORITIES = [null, "low", "normal", "high"] as const;

/** Judge what has come at `now`, with what was known before. Never throws. */
export function judge(scenario: Scenario): Verdict {
  try {
    return judged(scenario);
  } catch {
    return { ...UNJUDGED, parts: [], because: ["fault"], changes_at: null };
  }
}

const UNJUDGED: Answer = {
  judged: false,
  zone: "grey",
  state: "final",
  priority: null,
  rules: [],
  remeasure_after_minutes: null,
};

/** What to say of the one thing with this id: what everything together comes to, as the server will
 * say. Where that is not judged, the thing by itself, if that is judged and not green: everything
 * together is no better than any of it. */
export function about(verdict: Verdict, id: string): Answer {
  if (verdict.judged) return verdict;
  const own = verdict.parts.filter((one) => one.inputs.includes(id) && one.judged);
  own.sort((a, b) => ZONES.indexOf(b.zone) - ZONES.indexOf(a.zone));
  return own.find((one) => one.zone !== "green") ?? verdict;
}

function judged(scenario: Scenario): Verdict {
  const unread: string[] = scenario.rule_set === RULE_SET ? [] : ["rule_set"];
  const now = moment(scenario.now);
  if (now === null) throw new Error("now");
  const agreed = agreedIn(scenario, unread);
  const taken = take(scenario, now);
  const lost = [...taken.unread, ...tied(taken.items)];
  const plan = planAt(agreed, now);
  const parts = partsAt(agreed, taken, now).map((part) => {
    const combined = touching(part.what, plan).filter((rule) => rule === "C1" || rule === "C2");
    const own = lost.filter((one) => one.what === part.what).map((one) => one.why);
    return { ...part, doubts: [...part.doubts, ...combined, ...own, ...unread] };
  });
  const whole = together(parts);
  const doubts = parts.filter((one) => isLive(one.verdict)).flatMap((one) => one.doubts);
  const because = [...new Set([...doubts, ...unread, ...lost.map((one) => one.why)])];
  const soonest = parts.map((one) => one.verdict.changesAt).filter((one) => one !== null);
  return {
    ...answered(whole, because.length > 0),
    parts: parts.map((one) => ({
      what: one.what,
      inputs: one.inputs,
      ...answered(together([one]), isLive(one.verdict) && one.doubts.length > 0),
    })),
    because,
    changes_at: soonest.length > 0 ? Math.min(...soonest) : null,
  };
}

/** In doubt, only a red stands: nothing that the plan adds can make it less. */
function answered(answer: Answer, inDoubt: boolean): Answer {
  if (!inDoubt || answer.zone === "red") return answer;
  return { ...UNJUDGED, remeasure_after_minutes: answer.remeasure_after_minutes };
}

/** The worst of everything live, by PR-1 (CL-03, CL-04, CL-27); C1 and C2 are not judged here. */
function together(parts: readonly Part[]): Answer {
  const live = parts.map((one) => one.verdict).filter(isLive);
  const rules = [...new Set(parts.flatMap((one) => one.verdict.rules))];
  const again = parts.some((one) => remeasure(one.verdict)) ? REMEASURE_AFTER : null;
  const nothing = { ...UNJUDGED, judged: true, rules, remeasure_after_minutes: again };
  if (live.length === 0) return { ...nothing, state: stateOfNothing(parts) };
  const zone = Math.max(...live.map((one) => one.zone));
  const isFinal = live.some((one) => one.state === "final" && one.zone === zone);
  const many = hasTwoDomains(parts);
  const given = live.map((one) => (one.zone >= YELLOW ? one.priority : 0));
  return {
    ...nothing,
    zone: ZONES[zone - 1] ?? "grey",
    state: isFinal ? "final" : "pending",
    priority: PRIORITIES[many ? HIGH : Math.max(...given)] ?? null,
    rules: many ? [...rules, "PR-1"] : rules,
  };
}

function stateOfNothing(parts: readonly Part[]): State {
  const order: State[] = ["rejected", "invalid", "historical"];
  return order.find((state) => parts.some((one) => one.verdict.state === state)) ?? "final";
}

/** PR-1: two or more domains that are final and yellow or worse on one local day (CL-26). */
function hasTwoDomains(parts: readonly Part[]): boolean {
  const counted = parts.filter(
    ({ what, verdict }) => DOMAINS.has(what) && verdict.state === "final" && verdict.zone >= YELLOW,
  );
  const told = counted.map((one) => [localDay(one.verdict.at), DOMAINS.get(one.what)]);
  return told.some(([day, domain]) => told.some((one) => one[0] === day && one[1] !== domain));
}

/** Two different things of one kind, taken and arrived at the same moment: nobody can say which was
 * first, and that may decide. */
function tied(items: readonly Item[]): { what: string; why: string }[] {
  const seen = new Map<string, string>();
  const found: { what: string; why: string }[] = [];
  for (const one of items) {
    if (one.sort !== "reading" && one.sort !== "form") continue;
    const place = `${one.kind} ${one.at} ${one.received}`;
    const content = JSON.stringify({ ...one, id: "" });
    if ((seen.get(place) ?? content) !== content) found.push({ what: one.kind, why: "tie" });
    seen.set(place, content);
  }
  return found;
}
