// What the phone itself can say of what was just told, before anybody has it.
//
// The same rules as the server's, from judge/. Where they cannot say, nothing is said: what is not
// judged is never shown as green.
import type { Answered, Day, Entry, Judging, Reading, Zone } from "./day.ts";
import type { Held } from "./store.ts";

export interface Scenario extends Judging {
  input: Record<string, unknown>[];
  now: string;
}

export interface Verdict {
  zone: Zone;
  state: string;
  priority: string | null;
  rules: string[];
  remeasure_after_minutes: number | null;
  judged: boolean;
  words?: string;
}

type Judge = (scenario: Scenario) => Verdict;

const found = import.meta.glob<{ judge: Judge }>("./judge/index.ts");

export const NOT_JUDGED: Verdict = {
  zone: "grey", state: "final", priority: null, rules: [], remeasure_after_minutes: null,
  judged: false,
};

/** What the phone makes of one entry; null for what is never judged. */
export async function judged(day: Day | null, held: Held[], entry: Entry): Promise<Verdict | null> {
  if (entry.sort !== "reading" && entry.sort !== "answers") return null;
  const load = found["./judge/index.ts"];
  if (!day?.judging || !load) return NOT_JUDGED;
  try {
    return (await load()).judge(scenario(day, day.judging, held, entry));
  } catch {
    return NOT_JUDGED;
  }
}

export function scenario(
  day: Day, judging: Judging, held: Held[], entry: (Reading | Answered) & Entry,
): Scenario {
  const known = new Set(day.results.map((result) => result.entry));
  const lately = held
    .filter((one) => one.state !== "refused" && one.entry.id !== entry.id)
    .filter((one) => !known.has(one.entry.id))
    .map((one) => one.entry)
    .filter((one) => one.sort === "reading" || one.sort === "answers");
  return {
    ...judging,
    history: [...judging.history, ...lately.map(item)],
    input: [item(entry)],
    now: entry.at,
  };
}

/** An entry in the words of the scenario format. */
function item(entry: (Reading | Answered) & Entry): Record<string, unknown> {
  const by = entry.on_behalf ? "carer" : "patient";
  if (entry.sort === "answers") {
    const items = { ...entry.items, ...(entry.safe_now ? { safe_now: entry.safe_now } : {}) };
    return {
      kind: "answers", id: entry.id, questionnaire: entry.questionnaire, items,
      answered_at: entry.at, by,
    };
  }
  const values =
    entry.systolic === undefined
      ? { value: entry.value }
      : { systolic: entry.systolic, diastolic: entry.diastolic };
  return {
    kind: entry.kind, id: entry.id, ...values, unit: entry.unit, measured_at: entry.at, by,
    source: entry.manual ? "manual" : "device",
    ...(entry.quality.length ? { quality: entry.quality } : {}),
  };
}
