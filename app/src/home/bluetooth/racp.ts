// The record access control point 0x2A52: asking a glucose meter for its stored records.
//
// The first time only the newest is asked for: what lies further back may be somebody else's, and
// nobody is to have a year of old readings judged today. Later everything since the last is.
import type { Frame } from "./frame.ts";

const REPORT = 1;
const ABORT = 3;
const RESPONSE = 6;
const [SUCCESS, NO_RECORDS, NOT_COMPLETED] = [1, 6, 8];
const UNSUPPORTED = new Set([2, 3, 4, 5, 9]); // the meter does not know this way of asking

const QUESTIONS = {
  since: (next: number) => [REPORT, 3, 1, next & 0xff, next >> 8], // sequence number or greater
  last: () => [REPORT, 6],
  all: () => [REPORT, 1],
};

/** What this phone has had from this meter before: the newest number, and which records. */
export interface Before {
  last: number | null;
  seen: readonly string[];
}

export interface Racp {
  step: "reporting" | "aborting" | "done" | "failed";
  asked: keyof typeof QUESTIONS;
  before: Before;
  records: Frame[];
  why?: "not-supported" | "not-completed" | "unreadable" | "timeout";
}

export type Event = { record: Frame } | { control: Uint8Array } | "abort" | "timeout";

/** A step of the conversation, and what to write to the control point, if anything. */
export type Next = [state: Racp, write: Uint8Array | null];

const LAST_NUMBER = 0xffff;

export function begin(before: Before): Next {
  const known = before.last !== null && before.last < LAST_NUMBER;
  return ask({ step: "reporting", asked: known ? "since" : "last", before, records: [] });
}

export function told(state: Racp, event: Event): Next {
  if (state.step === "done" || state.step === "failed") return [state, null];
  if (event === "abort") return [{ ...state, step: "aborting" }, Uint8Array.of(ABORT, 0)];
  if (event === "timeout") return [failed(state, "timeout"), Uint8Array.of(ABORT, 0)];
  if ("record" in event) return [withRecord(state, event.record), null];
  return answered(state, event.control);
}

/** By what one record is known again: the meter's number of it, and its time. */
export function keyOf(record: Frame): string {
  return `${record.sequence ?? ""}/${record.also?.base_time ?? ""}`;
}

function ask(state: Racp): Next {
  const next = (state.before.last ?? 0) + 1;
  return [state, Uint8Array.from(QUESTIONS[state.asked](next))];
}

function withRecord(state: Racp, record: Frame): Racp {
  const key = keyOf(record);
  const known = state.before.seen.includes(key) || state.records.some((one) => keyOf(one) === key);
  return known ? state : { ...state, records: [...state.records, record] };
}

function answered(state: Racp, control: Uint8Array): Next {
  const [code, , about, value] = control;
  if (code !== RESPONSE || control.length !== 4) return [failed(state, "unreadable"), null];
  if (state.step === "aborting") return [about === ABORT ? done(state) : state, null];
  if (about !== REPORT) return [state, null];
  if (value === SUCCESS) return [done(state), null];
  // Numbers that begin anew, after a new battery, are all below the last one we know.
  if (value === NO_RECORDS && state.asked === "since") return ask({ ...state, asked: "last" });
  if (value === NO_RECORDS) return [done(state), null];
  if (UNSUPPORTED.has(value ?? 0) && state.asked !== "all") return ask({ ...state, asked: "all" });
  return [failed(state, value === NOT_COMPLETED ? "not-completed" : "not-supported"), null];
}

function done(state: Racp): Racp {
  const first = state.before.last === null && state.before.seen.length === 0;
  return { ...state, step: "done", records: first ? state.records.slice(-1) : state.records };
}

/** What has arrived by then is whole, and is kept. */
function failed(state: Racp, why: NonNullable<Racp["why"]>): Racp {
  return { ...done(state), step: "failed", why };
}
