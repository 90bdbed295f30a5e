// From what a meter sent to what is kept: placed in time, without what we have had before.
import { put } from "../clock.ts";
import { later, placed, wall, withOffset, type Clock } from "./clock.ts";
import type { Found, Frame } from "./frame.ts";
import type { Meter } from "./meters.ts";
import { keyOf } from "./racp.ts";
import { isOffScale, isRejected } from "./settle.ts";

/** What the phone remembers of a meter between two visits. Whoever calls keeps it. */
export interface Known {
  id: string; // the browser's own name for it, good in this browser alone
  model: string;
  user: number | null; // the meter's number of this person
  last: number | null; // of stored records
  seen: string[]; // what has been had from it
}

/** One frame that holds a result. at: when it was heard, by the phone, in milliseconds. */
export interface Got {
  frame: Frame;
  content: string; // in hex; empty for what a stream settled on
  at: number;
}

/** What the meter's clock showed when it was asked, and when that was. */
export interface Asked {
  shown: string;
  at: number;
}

export interface Taken {
  kind: Found["kind"];
  value?: string;
  systolic?: string;
  diastolic?: string;
  unit: string;
  at: string;
  device: { model: string; id: string; sequence: number | null; at: string | null };
  quality: string[];
  /** What the person must be asked before it is kept: is the time right, is it you? */
  ask: ("clock" | "user")[];
}

export interface Outcome {
  taken: Taken[];
  failed: boolean; // it measured, and at least one result is none
  repeated: boolean; // it sent what we have had before
  user: number | null; // the meter's number of whoever measured last
  known: Known;
}

const MOST_REMEMBERED = 60;

export function outcome(meter: Meter, got: Got[], asked: Asked | null, known: Known): Outcome {
  const fresh = withoutRepeats(got, known.seen);
  const all = fresh.map((one) => ({ one, ...when(one, asked) })).sort((a, b) => a.at - b.at);
  const owner = ownerOf(all.map(({ one }) => one), known);
  const placedOnes = all.filter(({ one }) => (one.frame.user ?? owner) === owner);
  const taken = placedOnes.flatMap(({ one, at, clock }) => takenOf(meter, one, at, clock, known));
  const numbers = fresh.map(({ frame }) => frame.sequence).filter((number) => number !== undefined);
  return {
    taken,
    failed: placedOnes.some(({ one: { frame } }) => (frame.found ?? []).some(isNone)),
    repeated: fresh.length < got.length,
    user: owner,
    known: {
      ...known,
      last: numbers.at(-1) ?? known.last,
      seen: [...known.seen, ...fresh.map(remembered).filter(Boolean)].slice(-MOST_REMEMBERED),
    },
  };
}

/** Whose a meter for several is taken to be: ours, if there is anything of ours, or the newest's. */
function ownerOf(fresh: Got[], known: Known): number | null {
  const users = fresh.map(({ frame }) => frame.user).filter((user) => user !== undefined);
  return known.user !== null && users.includes(known.user) ? known.user : (users.at(-1) ?? null);
}

/** What we have had is known by its bytes, if it has a time; without one it is measured now. */
function withoutRepeats(got: Got[], seen: readonly string[]): Got[] {
  const untimed = got.filter(({ frame }) => !frame.taken && frame.sequence === undefined);
  const kept = new Set(seen);
  return got.filter((one) => {
    const key = remembered(one);
    if (!key) return one === untimed.at(-1); // a scale that sends as it settles ends with the result
    if (kept.has(key)) return false;
    kept.add(key);
    return true;
  });
}

function remembered({ frame, content }: Got): string {
  if (frame.sequence !== undefined) return keyOf(frame);
  return frame.taken ? content : "";
}

/** When it was taken, in milliseconds of the phone's clock. What the meter's clock is held against is
 * the clock on the wall, which a phone that is hours wrong does not show. */
function when(one: Got, asked: Asked | null): { at: number; clock: Clock } {
  const shown = asked && later(asked.shown, one.at - asked.at);
  const here = wall(new Date(put(one.at)));
  const { seconds_ago, clock } = placed(one.frame.taken ?? null, shown, here);
  return { at: one.at - seconds_ago * 1000, clock };
}

function takenOf(meter: Meter, one: Got, at: number, clock: Clock, known: Known): Taken[] {
  const { frame } = one;
  const lead = frame.found?.[0];
  if (!lead || isNone(lead)) return []; // a pulse alone is not what was measured
  const other = frame.user !== undefined && frame.user !== known.user;
  const ask: Taken["ask"] = [...(clock === "suspect" ? (["clock"] as const) : [])];
  if (other) ask.push("user");
  return (frame.found ?? [])
    .filter((found) => !isNone(found))
    .map((found) => ({
      kind: found.kind,
      ...values(found),
      unit: found.unit,
      at: new Date(at).toISOString(),
      device: {
        model: known.model || meter.name,
        id: known.id,
        sequence: frame.sequence ?? null,
        at: frame.taken ? withOffset(frame.taken) : null,
      },
      quality: [...offScale(found), ...(found.quality ?? []), ...(found.flags ?? [])],
      ask: [...ask],
    }));
}

const isNone = (found: Found): boolean => isRejected(found) && !isOffScale(found);

/** HI and LO have no number: a word of quality says which. */
function offScale(found: Found): string[] {
  if (!isOffScale(found)) return [];
  return [found.absent === "positive-infinity" ? "above_range" : "below_range"];
}

function values({ value, second }: Found): Pick<Taken, "value" | "systolic" | "diastolic"> {
  if (value === undefined) return {};
  return second === undefined ? { value } : { systolic: value, diastolic: second };
}
