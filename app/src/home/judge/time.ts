// Moments are whole milliseconds since 1970; days are those of the calendar at home, by number.
//
// Europe/Oslo by rule and not by the phone's own tables, which may be old: from the last Sunday of
// March to the last Sunday of October, at 01:00 UTC, it is two hours ahead, else one.
import { quotient } from "./numbers.ts";

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Before this, summer ended on other days; nothing that a phone judges is so old. */
const FIRST_YEAR = 1996;
const LAST_YEAR = 2199;
const TEXT =
  /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?(?:Z|([+-])(\d\d):(\d\d))$/;

/** The moment that a text says, or null. A time without its offset is no moment. */
export function moment(text: unknown): number | null {
  const found = typeof text === "string" ? TEXT.exec(text) : null;
  if (!found) return null;
  const part = (place: number): number => Number(found[place] ?? "0");
  const [year, month, day] = [part(1), part(2), part(3)];
  if (year < FIRST_YEAR || year > LAST_YEAR || month < 1 || month > 12 || day < 1) return null;
  if (Date.UTC(year, month - 1, day) >= Date.UTC(year, month, 1)) return null;
  if (part(4) > 23 || part(5) > 59 || part(6) > 59 || part(9) > 23 || part(10) > 59) return null;
  const ahead = part(9) * HOUR + part(10) * MINUTE;
  const milliseconds = Number((found[7] ?? "").padEnd(3, "0").slice(0, 3));
  return (
    Date.UTC(year, month - 1, day, part(4), part(5), part(6)) +
    milliseconds -
    (found[8] === "-" ? -ahead : ahead)
  );
}

/** The calendar day at home: what "today", "yesterday" and "daily" mean in the rules. */
export const localDay = (at: number): number => quotient(at + ahead(at), DAY);

function ahead(at: number): number {
  // A day too early or too late here does no harm: summer never ends at New Year.
  const year = 1970 + quotient(at, 365 * DAY + 6 * HOUR);
  return at >= lastSunday(year, 3) && at < lastSunday(year, 10) ? 2 * HOUR : HOUR;
}

/** 01:00 UTC on the last Sunday of a month (1 to 12). Day 0 of 1970 was a Thursday. */
function lastSunday(year: number, month: number): number {
  const last = quotient(Date.UTC(year, month, 0), DAY);
  return (last - ((last + 4) % 7)) * DAY + HOUR;
}
