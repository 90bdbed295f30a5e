// When a stream has settled, and on what: a result is the median of a quiet while, never a glimpse.
import type { Found } from "./frame.ts";

/** One notification of a stream. `busy`: the meter says that it is still measuring. */
export interface Moment {
  at: number; // milliseconds
  found: Found[];
  busy: boolean;
}

/** How long the first of the values must stay within how much (clinical reference 1.5). */
export interface Calm {
  seconds: number;
  spread: number;
}

/** With these a value is nobody's result (V-2); with any other it asks for another reading. */
const REJECTING = new Set([
  "demo",
  "testing",
  "invalid",
  "unavailable",
  "calibrating",
  "sensor_disconnected",
  "sensor_off_user",
  "sensor_malfunction",
]);
const FEWEST = 3; // moments in the while that is judged

export function isRejected(found: Found): boolean {
  return found.value === undefined || (found.quality ?? []).some((word) => REJECTING.has(word));
}

/** HI or LO: no number, and all the more a result, unless it is a trial or a fault. */
export function isOffScale(found: Found): boolean {
  const off = found.absent === "positive-infinity" || found.absent === "negative-infinity";
  return off && !(found.quality ?? []).some((word) => REJECTING.has(word));
}

/**
 * The result, once the meter has stopped saying that it measures, or the values have been calm
 * for long enough; null while neither is so. A doubtful moment starts the wait anew.
 */
export function settled(moments: readonly Moment[], calm: Calm): Found[] | null {
  const sound = soundTail(moments);
  const last = sound.at(-1);
  if (!last || sound.length < FEWEST) return null;
  const since = last.at - calm.seconds * 1000;
  const recent = sound.filter((moment) => moment.at >= since);
  const finished = !last.busy && sound.some((moment) => moment.busy);
  const longEnough = (sound[0]?.at ?? last.at) <= since && recent.length >= FEWEST;
  if (!finished && !(longEnough && spread(recent) <= calm.spread)) return null;
  return medians(recent);
}

/**
 * What there is when patience has run out: the median of the last while, with every doubt that
 * the meter had, so that another reading is asked for, or that it never became calm.
 */
export function atLast(moments: readonly Moment[], calm: Calm): Found[] {
  const usable = moments.filter(({ found }) => found[0] && !isRejected(found[0]));
  const last = usable.at(-1);
  if (!last) return [];
  const recent = usable.filter((moment) => moment.at >= last.at - calm.seconds * 1000);
  return medians(recent).map((found) => ({
    ...found,
    quality: found.quality?.length ? found.quality : ["questionable"],
  }));
}

function soundTail(moments: readonly Moment[]): Moment[] {
  const tail: Moment[] = [];
  for (const moment of [...moments].reverse()) {
    const lead = moment.found[0];
    if (!lead || lead.value === undefined || lead.quality?.length) break;
    tail.unshift(moment);
  }
  return tail;
}

function spread(moments: readonly Moment[]): number {
  const values = moments.map(({ found }) => Number(found[0]?.value));
  return Math.max(...values) - Math.min(...values);
}

/** For each kind the middle of what was measured; of an even number the lower of the two. */
function medians(moments: readonly Moment[]): Found[] {
  const all = moments.flatMap(({ found }) => found).filter((one) => !isRejected(one));
  return [...new Set(all.map(({ kind }) => kind))].map((kind) => {
    const same = all.filter((one) => one.kind === kind);
    const sorted = [...same].sort((one, other) => Number(one.value) - Number(other.value));
    const quality = [...new Set(same.flatMap((one) => one.quality ?? []))];
    const middle = { ...(sorted[Math.floor((sorted.length - 1) / 2)] as Found) };
    delete middle.quality;
    return quality.length ? { ...middle, quality } : middle;
  });
}
