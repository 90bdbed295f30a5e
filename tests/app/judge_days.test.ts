// The calendar at home, held against the tables of Node itself.
import assert from "node:assert/strict";
import { test } from "node:test";

import { DAY, HOUR, localDay, MINUTE, moment, SECOND } from "../../app/src/home/judge/time.ts";

const oslo = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Oslo" });
const byNode = (at: number): number => Date.parse(`${oslo.format(new Date(at))}T00:00:00Z`) / DAY;

test("every midnight of two hundred years, to the second", () => {
  for (let day = Date.UTC(1996, 0, 2); day < Date.UTC(2199, 11, 30); day += DAY) {
    for (const at of [day - 2 * HOUR, day - HOUR]) {
      for (const near of [at - SECOND, at]) assert.equal(localDay(near), byNode(near), `${near}`);
    }
  }
});

test("the nights when the clock changes, minute by minute", () => {
  for (const night of ["2026-03-28", "2026-10-24", "2027-03-27", "2030-03-30", "2030-10-26"]) {
    const from = Date.parse(`${night}T20:00:00Z`);
    for (let at = from; at < from + 8 * HOUR; at += MINUTE) assert.equal(localDay(at), byNode(at));
  }
});

test("a moment is read as it is written", () => {
  assert.equal(moment("2026-10-25T02:30:00+02:00"), Date.parse("2026-10-25T00:30:00Z"));
  assert.equal(moment("2026-10-25T02:30:00+01:00"), Date.parse("2026-10-25T01:30:00Z"));
  assert.equal(moment("2028-02-29T23:59:59.250Z"), Date.parse("2028-02-29T23:59:59.250Z"));
});

test("what is no moment is none", () => {
  for (const text of [
    "2026-02-29T08:00:00Z",
    "2026-13-01T08:00:00Z",
    "2026-04-31T08:00:00Z",
    "2026-04-30T24:00:00Z",
    "2026-04-30T08:60:00Z",
    "2026-04-30T08:00:00",
    "2026-04-30",
    "1970-01-01T00:00:00Z",
    "tomorrow",
    1_700_000_000,
    null,
  ]) {
    assert.equal(moment(text), null, String(text));
  }
});
