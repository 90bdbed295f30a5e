// What is to be done, in order, from the day as last heard and what is told since. Good offline.
import { right } from "./clock.ts";
import type { Day, Task } from "./day.ts";
import { dayOf } from "./sayings.ts";
import type { Held } from "./store.ts";

export interface Todo {
  task: Task;
  what: string;
  state: "now" | "late" | "later" | "done" | "put-off" | "over";
  done_at: string | null;
  held: Held | null;
}

/** Every task with how it stands now; those that the person has done stand as done at once. */
export function todos(day: Day, held: Held[], at: number = right()): Todo[] {
  return [...day.tasks]
    .sort((a, b) => Date.parse(a.from) - Date.parse(b.from) || Date.parse(a.to) - Date.parse(b.to))
    .map((task) => stands(task, held, at));
}

function stands(task: Task, held: Held[], at: number): Todo {
  const what = task.kind ?? task.questionnaire ?? "";
  const mine = held.find((one) => fits(task, one));
  const put_off = held.some(
    ({ entry, state }) =>
      entry.sort === "not_today" && entry.task === task.id && state !== "refused",
  );
  const done_at = task.done_at ?? mine?.entry.at ?? null;
  const rest = { task, what, done_at, held: mine ?? null };
  if (done_at) return { ...rest, state: "done" };
  if (put_off || task.state === "skipped") return { ...rest, state: "put-off" };
  if (at < Date.parse(task.from)) return { ...rest, state: "later" };
  if (at <= Date.parse(task.to)) return { ...rest, state: "now" };
  return { ...rest, state: at <= Date.parse(task.until) ? "late" : "over" };
}

function fits(task: Task, { entry, state }: Held): boolean {
  if (state === "refused") return false;
  const within = (at: number) => Date.parse(task.from) <= at && at <= Date.parse(task.until);
  const when = Date.parse(entry.at) - (entry.off_ms ?? 0);
  if (!within(when)) return false;
  if (entry.sort === "reading") return task.sort === "measure" && entry.kind === task.kind;
  return (
    entry.sort === "answers" && task.sort === "answer" && entry.questionnaire === task.questionnaire
  );
}

/** The one thing to do now: what is late first, then what is due, in the day's own order. */
export function next(all: Todo[]): Todo | null {
  return (
    all.find((one) => one.state === "late") ?? all.find((one) => one.state === "now") ?? null
  );
}

export function today(all: Todo[], at: number = right()): Todo[] {
  return all.filter((one) => dayOf(one.task.from) === dayOf(at));
}

/** The pause that one is in: as the day has it, or as told on this phone since. */
export function pausing(day: Day, held: Held[]): Day["pause"] {
  const told = [...held].reverse().find(
    ({ entry, state }) => (entry.sort === "pause" || entry.sort === "pause_over") && state !== "refused",
  );
  const { entry, answer } = told ?? {};
  const heard = answer?.received_at && Date.parse(answer.received_at) <= Date.parse(day.made_at);
  if (!entry || heard) return day.pause;
  return entry.sort === "pause" ? { from: entry.at, until: entry.until, why: entry.why } : null;
}

/** Where a task is done. */
export function place(one: Todo): string {
  return one.task.sort === "measure" ? `/maal/${one.what}` : `/svar/${one.what}`;
}

/** Everything the person is used to measuring, for when there is no list for today. */
export function usual(day: Day): string[] {
  const kinds = day.tasks.filter((task) => task.sort === "measure").map((task) => task.kind ?? "");
  const before = day.results.map((result) => result.kind);
  return [...new Set([...kinds, ...before])].filter(Boolean);
}
