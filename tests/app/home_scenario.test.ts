// What was told on the phone, in the words of the scenario format, and what the judge makes of it.
import assert from "node:assert/strict";
import { test } from "node:test";

import type { Day, Entry, Judging } from "../../app/src/home/day.ts";
import { about, judge, type Scenario } from "../../app/src/home/judge/index.ts";
import { settled, waitsUntil } from "../../app/src/home/judging.ts";
import { isJudged, scenarioOf } from "../../app/src/home/scenario.ts";
import type { Held } from "../../app/src/home/store.ts";
import { jumps } from "../../app/src/home/weights.ts";

const LIMITS = [
  { kind: "oxygen_saturation", profile: "SPO2_COPD" },
  { kind: "heart_rate", profile: "PULSE_STD" },
];
const RULES = ["S-R1", "S-Y1", "P-0", "P-1", "P-2", "P-3", "P-4", "P-5", "P-6", "P-7"];

const judging = (more: string[] = [], history: Record<string, unknown>[] = []): Judging => ({
  rule_set: "RS-1",
  person: {},
  plans: [{ id: "a", version: 1, signed: true, limits: LIMITS, rules: [...RULES, ...more] }],
  history,
});
const day = (entries: string[] = []): Day =>
  ({ results: entries.map((entry) => ({ entry })) }) as unknown as Day;

let count = 0;
const made = (told: object, at: string, off: number | null = 0): Entry =>
  ({ id: `e${(count += 1)}`, at: `2026-11-23T${at}Z`, off_ms: off, on_behalf: false, ...told }) as Entry;
const spo2 = (value: string, at: string, more: object = {}, off: number | null = 0): Entry =>
  made(
    {
      sort: "reading", kind: "oxygen_saturation", value, unit: "%", manual: true, device: null,
      quality: [], ...more,
    },
    at,
    off,
  );
const phq9 = (items: Record<string, number | null>, safe_now: string | null): Entry =>
  made({ sort: "answers", questionnaire: "phq9", version: "1.0", items, safe_now }, "08:00:00");

function said(entry: Entry, told: Entry[] = [], known = judging(), heard = day()): object {
  assert(isJudged(entry));
  const scenario = scenarioOf(heard, known, told, entry) as unknown as Scenario;
  const { judged, zone, state, priority, remeasure_after_minutes: again } = about(
    judge(scenario),
    entry.id,
  );
  return { judged, zone, state, priority, again };
}

const GREEN = { judged: true, zone: "green", state: "final", priority: null, again: null };
const WAITS = { judged: true, zone: "yellow", state: "pending", priority: null, again: 5 };
const NOT = { judged: false, zone: "grey", state: "final", priority: null, again: null };

test("a reading within the lines is green, one at a line waits for another", () => {
  assert.deepEqual(said(spo2("92", "08:00:00")), GREEN);
  assert.deepEqual(said(spo2("91", "08:00:00")), WAITS);
});

test("the second reading decides, though the server has neither", () => {
  const first = spo2("90", "08:00:00");
  assert.deepEqual(said(spo2("93", "08:06:00"), [first]), GREEN);
});

test("what the server has told of itself is not counted twice", () => {
  const first = spo2("90", "08:00:00");
  const kept = {
    kind: "oxygen_saturation", value: "90", unit: "%", source: "manual",
    measured_at: "2026-11-23T08:00:00+00:00", received_at: "2026-11-23T08:02:00+00:00",
  };
  const second = spo2("93", "08:06:00");
  assert.deepEqual(said(second, [first], judging([], [kept]), day([first.id])), GREEN);
});

test("a phone that is three hours ahead, and one that is a minute behind", () => {
  const kept = {
    kind: "oxygen_saturation", value: "90", unit: "%", source: "manual",
    measured_at: "2026-11-23T08:00:00+00:00", received_at: "2026-11-23T08:06:30+00:00",
  };
  const ahead = spo2("93", "11:06:00", {}, 3 * 3_600_000);
  assert.deepEqual(said(ahead, [], judging([], [kept])), GREEN);
  assert.deepEqual(said(spo2("93", "08:06:00"), [], judging([], [kept])), GREEN);
});

test("a rule that the phone does not know: not judged, unless it is red already", () => {
  assert.deepEqual(said(spo2("95", "08:00:00"), [], judging(["T-1"])), NOT);
  assert.deepEqual(said(spo2("90", "08:00:00"), [], judging(["C1"])), { ...NOT, again: 5 });
  const red = { judged: true, zone: "red", state: "final", priority: "high", again: 5 };
  assert.deepEqual(said(spo2("80", "08:00:00"), [], judging(["T-1", "C1", "C2"])), red);
});

test("such a rule does not touch what it is not about", () => {
  const pulse = { kind: "heart_rate", value: "72", unit: "/min" };
  assert.deepEqual(said(spo2("72", "08:00:00", pulse), [], judging(["F-1", "C1", "N-1"])), GREEN);
});

test("beside what is not judged nothing is green, and what is worse is said", () => {
  const worry = made(
    { sort: "answers", questionnaire: "gad7", version: "1.0", items: { 1: 0 }, safe_now: null },
    "07:00:00",
  );
  const known = judging(["GAD-7"]);
  assert.deepEqual(said(spo2("95", "08:00:00"), [worry], known), NOT);
  assert.deepEqual(said(spo2("91", "08:00:00"), [worry], known), WAITS);
  assert.deepEqual(said(worry, [spo2("95", "06:50:00")], known), NOT);
});

test("what the day does not show, but its history holds, is not counted twice", () => {
  const first = spo2("90", "08:00:00");
  const kept = {
    kind: "oxygen_saturation", value: "90", unit: "%", source: "manual", id: "kept",
    measured_at: "2026-11-23T08:00:00+00:00", received_at: "2026-11-23T08:00:02+00:00",
  };
  const reset = { kind: "baseline_reset", at: "2026-11-20T08:00:00Z", reason: "hospital_stay" };
  const again = spo2("93", "08:06:00");
  const late = { ...first, at: "2026-11-23T08:00:00.400Z" };
  assert.deepEqual(said(again, [late], judging([], [reset, kept])), GREEN);
  assert.deepEqual(said(spo2("90", "08:06:00"), [late], judging([], [reset, kept])), {
    ...WAITS, state: "final", priority: "normal", again: null,
  });
});

test("unknown unit, rule set, version of a form: not judged", () => {
  assert.deepEqual(said(spo2("95", "08:00:00", { unit: "1" })), NOT);
  assert.deepEqual(said(spo2("95", "08:00:00"), [], { ...judging(), rule_set: "RS-2" }), NOT);
  const old = { ...phq9({ 1: 0, 9: 0 }, null), version: "0.9" } as Entry;
  assert.deepEqual(said(old), NOT);
  assert.deepEqual(said(spo2("72", "08:00:00", { kind: "blood_sugar" })), NOT);
});

test("not safe now is red and urgent, whatever the total; a blank is no zero", () => {
  const items = Object.fromEntries([..."12345678"].map((item) => [item, 0]));
  const red = { judged: true, zone: "red", state: "final", priority: "high", again: null };
  assert.deepEqual(said(phq9({ ...items, 9: 1 }, "no")), red);
  assert.deepEqual(said(phq9({ ...items, 9: 1 }, "unsure")), red);
  assert.deepEqual(said(phq9({ ...items, 9: 2 }, "yes")), red);
  assert.deepEqual(said(phq9({ ...items, 9: 1 }, "yes")), { ...red, zone: "yellow" });
  assert.deepEqual(said(phq9({ ...items, 9: null }, null)), { ...red, zone: "yellow" });
  assert.deepEqual(said(phq9({ ...items, 9: 0 }, null)), GREEN);
});

test("a reading that its meter doubts is no result, and is asked for again", () => {
  const rejected = { ...NOT, judged: true, state: "rejected", again: 5 };
  assert.deepEqual(said(spo2("95", "08:00:00", { quality: ["low_perfusion"] })), rejected);
  assert.deepEqual(said(spo2("107", "08:00:00")), rejected);
  // An irregular pulse says something of the heart, not of the reading.
  const quality = ["irregular_pulse"];
  assert.deepEqual(said(spo2("95", "08:00:00", { quality })), GREEN);
  assert.deepEqual(said(spo2("95", "08:00:00", { quality }), [], judging(["AF-1"])), NOT);
});

test("nonsense is never green and never throws", () => {
  for (const wrong of [null, {}, [], "x", { plans: 3 }, { ...judging(), input: null, now: "now" }]) {
    const { judged, zone } = judge(wrong as unknown as Scenario);
    assert.deepEqual({ judged, zone }, { judged: false, zone: "grey" });
  }
});

test("a weight five kilos from the last of the week is asked about, and no other", () => {
  const weight = (value: string, measured_at: string): Record<string, unknown> => ({
    kind: "body_weight", value, measured_at, unit: "kg",
  });
  const known = judging([], [
    weight("79.0", "2026-11-15T23:30:00Z"),
    weight("90.0", "2026-11-17T07:00:00Z"),
    weight("80.0", "2026-11-22T07:00:00Z"),
  ]);
  const now = Date.parse("2026-11-23T07:00:00Z");
  const asks = (value: string, to: Judging | null, at = now, told: Entry[] = []): boolean =>
    jumps("body_weight", value, to, told, at);
  assert(!asks("85.0", known));
  assert(asks("85.1", known));
  assert(asks("74.9", known));
  assert(!asks("74.9", null));
  assert(!jumps("heart_rate", "190", known, [], now));
  // Told on the phone since; the same day does not count, nor what is older than a week.
  const since = spo2("86.0", "06:00:00", { kind: "body_weight", unit: "kg" });
  assert(asks("86.0", known, now, [since]));
  assert(!asks("86.0", known, now + 24 * 3_600_000, [since]));
  assert(!asks("60.0", known, Date.parse("2026-11-30T07:00:00Z")));
});

const waiting = (entry: Entry): Held =>
  ({
    entry, answer: null, state: "waiting",
    verdict: { zone: "red", state: "pending", judged: true, rules: ["G-2", "C-1"] },
  }) as unknown as Held;
const heard = () => ({ ...day(), judging: judging() }) as Day;
const moment = (time: string) => Date.parse(`2026-11-23T${time}Z`);

test("what nobody measured again in time is settled by the time alone, and not before", async () => {
  const one = waiting(spo2("87", "08:00:00"));
  assert.equal((await settled(heard(), [one], moment("08:29:59")))[0]?.later, undefined);
  const [late] = await settled(heard(), [one], moment("08:30:00"));
  assert.deepEqual([late?.later?.zone, late?.later?.state], ["red", "final"]);
  assert(late?.later?.rules.includes("C-2"));
});

test("by the right clock, on a phone that is three hours ahead", async () => {
  const one = waiting(spo2("87", "11:00:00", {}, 3 * 3_600_000));
  assert.equal(waitsUntil(one), moment("08:30:00"));
  assert.equal((await settled(heard(), [one], moment("08:45:00")))[0]?.later?.zone, "red");
});

test("red and then green is yellow when no third came, also hours later", async () => {
  const both = [waiting(spo2("87", "08:00:00")), waiting(spo2("93", "08:06:00"))];
  for (const held of await settled(heard(), both, moment("13:00:00"))) {
    assert.deepEqual([held.later?.zone, held.later?.state], ["yellow", "final"]);
  }
});

test("what was settled when it was told is left as it was", async () => {
  const one = { ...waiting(spo2("92", "08:00:00")), verdict: { zone: "green", state: "final" } } as Held;
  assert.deepEqual(await settled(heard(), [one], moment("13:00:00")), [one]);
});
