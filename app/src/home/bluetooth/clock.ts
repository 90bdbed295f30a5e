// When a reading was taken, by the phone's clock, from the meter's own.
//
// A meter's clock has no time zone and is often wrong. A meter that can be asked what its clock
// shows now is corrected exactly: only the time that has passed on it is used.

const SUSPECT_AFTER = 5 * 60; // seconds; a clock that is further off is suspect (reference 1.4)

/**
 * right: trusted. corrected: by what the meter showed when asked. suspect: old by a meter that
 * could not be asked, or in its future, so ask the person. none: the meter gave no time.
 */
export type Clock = "right" | "corrected" | "suspect" | "none";

export interface Placed {
  seconds_ago: number;
  clock: Clock;
}

/**
 * Place a reading in time. `taken` is the reading's time, `shown` what the meter's clock shows
 * now (null when it cannot be asked), `wall` what the clock on the wall shows here: local times
 * without zone.
 */
export function placed(taken: string | null, shown: string | null, wall: string): Placed {
  if (taken === null) return { seconds_ago: 0, clock: "none" };
  const here = seconds(wall);
  const meter = shown === null ? here : seconds(shown);
  const ago = meter - seconds(taken);
  if (ago < -SUSPECT_AFTER) return { seconds_ago: 0, clock: "suspect" };
  const seconds_ago = Math.max(0, ago);
  if (shown === null) return { seconds_ago, clock: ago <= SUSPECT_AFTER ? "right" : "suspect" };
  return { seconds_ago, clock: Math.abs(meter - here) <= SUSPECT_AFTER ? "right" : "corrected" };
}

function seconds(local: string): number {
  return Math.floor(Date.parse(`${local}Z`) / 1000);
}

/** What the clock on the wall shows at a moment, as local time without zone. */
export function wall(moment: Date): string {
  const shifted = new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 19);
}

/** A local time without zone, some milliseconds later. */
export function later(local: string, milliseconds: number): string {
  return new Date(Date.parse(`${local}Z`) + milliseconds).toISOString().slice(0, 19);
}

/** A meter's time with the phone's own offset, since a meter has none. */
export function withOffset(local: string): string {
  const minutes = -new Date(local).getTimezoneOffset();
  const two = (number: number) => String(Math.floor(Math.abs(number))).padStart(2, "0");
  return `${local}${minutes < 0 ? "-" : "+"}${two(minutes / 60)}:${two(minutes % 60)}`;
}
