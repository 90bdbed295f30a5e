// What a meter gave, told on the phone: judged at the moment it was told, by when it was taken.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Day, Entry, Judging } from "../../app/src/home/day.ts";
import { uuid7 } from "../../app/src/home/ids.ts";
import { isJudged, scenarioOf } from "../../app/src/home/scenario.ts";

const judging: Judging = { rule_set: "RS-1", person: {}, plans: [], history: [] };
const day = { results: [] } as unknown as Day;
const TOLD = Date.parse("2026-11-22T18:00:00Z");

function scenario(taken: string, quality: string[] = [], off_ms = 0) {
  const entry = {
    id: uuid7(TOLD),
    at: taken,
    off_ms,
    sort: "reading",
    kind: "blood_glucose",
    value: "5.6",
    unit: "mmol/L",
    manual: false,
    on_behalf: false,
    device: { id: "meter", model: "", sequence: 7, at: null },
    quality,
  } as Entry;
  assert(isJudged(entry));
  return scenarioOf(day, judging, [], entry);
}

test("what the meter had stored since yesterday is judged as late, not as then", () => {
  const { now, input } = scenario("2026-11-21T07:15:00.000Z");
  assert.equal(now, "2026-11-22T18:00:00.000Z");
  assert.equal(input[0]?.measured_at, "2026-11-21T07:15:00.000Z");
});

test("a phone whose clock is an hour ahead is put right for both", () => {
  const { now, input } = scenario("2026-11-22T18:00:00.000Z", [], 3_600_000);
  assert.deepEqual([now, input[0]?.measured_at], ["2026-11-22T17:00:00.000Z", "2026-11-22T17:00:00.000Z"]);
});

test("the meter's number goes along, and what it says of the heart is no doubt of the reading", () => {
  const { input } = scenario("2026-11-22T18:00:00.000Z", ["movement", "irregular_pulse"]);
  assert.deepEqual(input[0]?.device, { id: "meter", sequence: 7 });
  assert.deepEqual([input[0]?.quality, input[0]?.flags], [["movement"], ["irregular_pulse"]]);
});
