// A phone whose clock is hours wrong, and knows by how much, beside a meter whose clock is right.
import assert from "node:assert/strict";
import { test } from "node:test";
import { wall } from "../../app/src/home/bluetooth/clock.ts";
import { METERS } from "../../app/src/home/bluetooth/meters.ts";
import { outcome, type Asked, type Known } from "../../app/src/home/bluetooth/taking.ts";
import { heard, off, put, right } from "../../app/src/home/clock.ts";

const HOUR = 3_600_000;
const cuff = METERS.find((one) => one.name === "cuff")!;
const known: Known = { id: "b", model: "M1", user: null, last: null, seen: [] };

/** What becomes of a reading that the meter took so many minutes ago by its own clock. */
function taken(minutes: number, asked: Asked | null) {
  const shown = wall(new Date(right() - minutes * 60_000));
  const found = [{ kind: "heart_rate" as const, value: "72", unit: "/min" }];
  const got = { frame: { found, taken: shown }, content: "00", at: Date.now() };
  const [one] = outcome(cuff, [got], asked, known).taken;
  assert(one);
  return { ...one, ago: Math.round((Date.now() - Date.parse(one.at)) / 60_000) };
}

for (const wrong of [3 * HOUR, -3 * HOUR]) {
  test(`the phone is ${wrong / HOUR} hours ahead, and has been told so`, () => {
    heard(new Date(Date.now() - wrong).toISOString());
    assert(Math.abs((off() ?? 0) - wrong) < 100);
    assert(Math.abs(put(Date.now()) - right()) < 100);

    const now = taken(1, null);
    assert.deepEqual([now.ago, now.ask], [1, []], "by the phone's clock, and nothing is suspect");
    const stored = taken(90, { shown: wall(new Date(right())), at: Date.now() });
    assert.deepEqual([stored.ago, stored.ask], [90, []]);
    assert.deepEqual(taken(90, null).ask, ["clock"], "what is old by a clock nobody could ask is asked about");
  });
}

test("a phone that was never told is taken at its word", () => {
  heard(new Date().toISOString());
  assert.equal(taken(2, null).ago, 2);
});
