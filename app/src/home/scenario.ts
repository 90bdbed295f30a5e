// What the phone knows, in the words of the scenario format: what the server told with the day, and
// what the phone has told since and the server has not.
import type { Answered, Day, Entry, Judging, Reading } from "./day.ts";

export interface Scenario extends Judging {
  input: Record<string, unknown>[];
  now: string;
}

type Judged = (Reading | Answered) & Entry;

/** One entry against all that is known. told: what is on this phone, the entry itself or not. at: the
 * moment that it is judged, when that is not as it was told. */
export function scenarioOf(
  day: Day,
  judging: Judging,
  told: Entry[],
  entry: Judged,
  at?: number,
): Scenario {
  const known = new Set([...day.results.map((result) => result.entry), entry.id]);
  const heard = new Set(judging.history.map(place));
  const since = told.filter(
    (one): one is Judged => isJudged(one) && !known.has(one.id) && !heard.has(place(item(one))),
  );
  const history = [...judging.history, ...since.map(item)];
  const came = toldAt(entry);
  if (at === undefined) return { ...judging, history, input: [item(entry)], now: after(came, history) };
  const input = [{ ...item(entry), received_at: came }];
  return { ...judging, history, input, now: after(new Date(at).toISOString(), [...history, ...input]) };
}

/** What was told and when, to the second, as the server tells it again. */
function place(one: Record<string, unknown>): string {
  const at = Date.parse(String(one.answered_at ?? one.measured_at));
  return `${one.questionnaire ?? one.kind} ${Math.floor(at / 1000)}`;
}

export const isJudged = (entry: Entry): entry is Judged =>
  entry.sort === "reading" || entry.sort === "answers";

/** When it was by the server's clock, as far as the phone knew: that is how the rest is told. */
const right = (entry: Entry): string =>
  new Date(Date.parse(entry.at) - (entry.off_ms ?? 0)).toISOString();

/** When it was told, which its id says: what a meter had stored was taken long before. */
function toldAt(entry: Entry): string {
  const made = entry.id[14] === "7" ? parseInt(entry.id.replace("-", "").slice(0, 12), 16) : 0;
  const told = new Date(Math.max(made - (entry.off_ms ?? 0), 0)).toISOString();
  return told > right(entry) ? told : right(entry);
}

/** Nothing has come before it came, however the clocks differ. */
function after(moment: string, items: Record<string, unknown>[]): string {
  const came = items.map((one) => one.received_at).filter((at) => typeof at === "string");
  return new Date(Math.max(...[moment, ...came].map((at) => Date.parse(at)))).toISOString();
}

/** An entry as an item. Nothing is left out that a rule asks for. */
function item(entry: Judged): Record<string, unknown> {
  const common = { id: entry.id, by: entry.on_behalf ? "carer" : "patient" };
  if (entry.sort === "answers") {
    return {
      ...common, kind: "answers", questionnaire: entry.questionnaire, version: entry.version,
      items: entry.items, answered_at: right(entry),
      ...(entry.safe_now ? { safe_now: entry.safe_now } : {}),
    };
  }
  const { value, systolic, diastolic } = entry;
  const values = systolic !== undefined ? { systolic, diastolic } : value === undefined ? {} : { value };
  const { id, sequence, model } = entry.device ?? {};
  const device = {
    id,
    ...(typeof sequence === "number" ? { sequence } : {}),
    ...(model ? { model } : {}),
  };
  const heart = entry.quality.filter((flag) => flag === "irregular_pulse");
  return {
    ...common, kind: entry.kind, ...values, unit: entry.unit, measured_at: right(entry),
    source: entry.manual ? "manual" : "device",
    quality: entry.quality.filter((flag) => flag !== "irregular_pulse"),
    ...(heart.length ? { flags: heart } : {}),
    ...(id ? { device } : {}),
  };
}
