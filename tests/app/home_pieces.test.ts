// The home app's own arithmetic: what is next, what can be true, how it is said.
import assert from "node:assert/strict";
import { test } from "node:test";
import { openness, spaced } from "../../app/src/home/calling.ts";
import type { Day, Questionnaire, Task } from "../../app/src/home/day.ts";
import { uuid7 } from "../../app/src/home/ids.ts";
import { doubt, exact, fields, stepped } from "../../app/src/home/kinds.ts";
import { inWords } from "../../app/src/home/numbers.ts";
import * as questions from "../../app/src/home/questions.ts";
import type { Held } from "../../app/src/home/store.ts";
import { next, pausing, todos } from "../../app/src/home/tasks.ts";

const AT = Date.parse("2026-11-23T07:30:00Z");

test("an id is a UUID of version 7 whose first part is the time", () => {
  const id = uuid7(AT);

  assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(parseInt(id.replaceAll("-", "").slice(0, 12), 16), AT);
  assert.notEqual(uuid7(AT), id);
  assert.ok(uuid7(AT) < uuid7(AT + 1));
});

test("what cannot be so is told from what is only unusual", () => {
  const [oxygen] = fields("oxygen_saturation");
  assert.equal(doubt(oxygen!, "97"), null);
  assert.equal(doubt(oxygen!, "69"), "not-credible");
  assert.equal(doubt(oxygen!, "49"), "impossible");
  assert.equal(doubt(oxygen!, "101"), "impossible");
  assert.equal(doubt(oxygen!, ""), "impossible");
});

test("the lower pressure is looked at together with the upper", () => {
  const [upper, lower] = fields("blood_pressure");
  assert.equal(upper!.name, "systolic");
  assert.equal(doubt(lower!, "80", { systolic: "120" }), null);
  assert.equal(doubt(lower!, "120", { systolic: "120" }), "impossible");
  assert.equal(doubt(lower!, "115", { systolic: "120" }), "not-credible");
});

test("a value is sent with the decimals of its kind, and never with those of a computer", () => {
  const [weight] = fields("body_weight");
  const [oxygen] = fields("oxygen_saturation");
  assert.equal(exact(weight!, "64"), "64.0");
  assert.equal(exact(weight!, "064.9"), "64.9");
  assert.equal(exact(weight!, "64."), "64.0");
  assert.equal(exact(oxygen!, "09"), "9");
  assert.equal(stepped(weight!, "64.2", 1), "64.3");
  assert.equal(stepped(weight!, "0.3", -1), "25.0");
  assert.equal(stepped(oxygen!, "100", 1), "100");
});

test("numbers are read back as they are said", () => {
  assert.equal(inWords("88"), "åttiåtte");
  assert.equal(inWords("120"), "hundre og tjue");
  assert.equal(inWords("201"), "to hundre og en");
  assert.equal(inWords("64.9"), "sekstifire komma ni");
  assert.equal(inWords("100"), "hundre");
  assert.equal(inWords("1500"), "1500");
});

test("numbers to call are spaced as they are read", () => {
  assert.equal(spaced("116117"), "116 117");
  assert.equal(spaced("22400040"), "22 40 00 40");
  assert.equal(spaced("113"), "113");
});

const FORM: Questionnaire = {
  name: "phq9",
  version: "1.0",
  questions: [
    { link_id: "1", text: {}, options: [{ value: 0, text: {} }, { value: 1, text: {} }], required: false },
    { link_id: "2", text: {}, options: [], only_if: [{ question: "1", compare: "=", answer: 1 }] },
    { link_id: "3", text: {}, options: [], only_if: [{ question: "2", compare: "exists", answer: true }] },
    { link_id: "9", text: {}, options: [], required: false },
  ],
};

test("a question is asked when its conditions hold, and its answer falls away with it", () => {
  const ids = (items: questions.Items) => questions.visible(FORM, items).map((one) => one.link_id);

  assert.deepEqual(ids({}), ["1", "9"]);
  assert.deepEqual(ids({ "1": 1 }), ["1", "2", "9"]);
  assert.deepEqual(ids({ "1": 1, "2": 0 }), ["1", "2", "3", "9"]);
  assert.deepEqual(questions.asked(FORM, { "1": 0, "2": 0, "9": 1 }), { "1": 0, "9": 1 });
  assert.equal(questions.nextQuestion(FORM, { "1": 1, "2": null })?.link_id, "2");
  assert.equal(questions.nextQuestion(FORM, { "1": null, "9": null }), null);
});

test("item 9 opens the safety screen unless it is not at all or passed over", () => {
  for (const value of [1, 2, 3]) assert.ok(questions.opensSafety("phq9", { "9": value }));
  assert.ok(!questions.opensSafety("phq9", { "9": 0 }));
  assert.ok(!questions.opensSafety("phq9", { "9": null }));
  assert.ok(!questions.opensSafety("gad7", { "9": 3 }));
});

test("an urgent answer is urgent also when the form forgot to say so", () => {
  const heart: Questionnaire = { name: "heart_failure_daily", version: "1", questions: [] };
  const chest = { link_id: "h6", text: {}, options: [{ value: 1, text: {} }] };
  assert.ok(questions.urgent(heart, chest, 1));
  assert.ok(!questions.urgent(heart, chest, 0));
  assert.ok(!questions.urgent(heart, chest, null));
});

function task(more: Partial<Task>): Task {
  return {
    id: "t", sort: "measure", kind: "oxygen_saturation", questionnaire: null,
    from: "2026-11-23T07:00:00Z", to: "2026-11-23T09:00:00Z", until: "2026-11-23T15:00:00Z",
    done_at: null, done_entry: null, state: "now", may_skip: [], ...more,
  };
}

function held(at: string, more: object = {}): Held {
  const entry = { id: "e", at, off_ms: null, sort: "reading", kind: "oxygen_saturation", ...more };
  return { seq: 1, person: "p", entry, verdict: null, state: "waiting", answer: null, safe: true } as Held;
}

test("what was measured offline is done at once, by the right time and not the phone's", () => {
  const day = { tasks: [task({})] } as unknown as Day;

  assert.equal(todos(day, [], AT)[0]!.state, "now");
  assert.equal(todos(day, [held("2026-11-23T07:20:00Z")], AT)[0]!.state, "done");
  assert.equal(todos(day, [held("2026-11-23T05:20:00Z")], AT)[0]!.state, "now");
  const ahead = held("2026-11-24T07:20:00Z", { off_ms: 24 * 3600_000 });
  assert.equal(todos(day, [ahead], AT)[0]!.state, "done");
  assert.equal(todos(day, [{ ...held("2026-11-23T07:20:00Z"), state: "refused" }], AT)[0]!.state, "now");
});

test("what is late comes before what is due, and what is over is not asked for", () => {
  const late = task({ id: "late", kind: "body_weight", from: "2026-11-23T04:00:00Z", to: "2026-11-23T06:00:00Z" });
  const over = task({ id: "over", kind: "pain", from: "2026-11-22T04:00:00Z", to: "2026-11-22T06:00:00Z", until: "2026-11-22T09:00:00Z" });
  const day = { tasks: [task({}), late, over] } as unknown as Day;

  const all = todos(day, [], AT);

  assert.equal(next(all)?.task.id, "late");
  assert.equal(all.find((one) => one.task.id === "over")?.state, "over");
});

test("the team is open by its own hours, also for a phone that has been offline", () => {
  const open = [{ from: "2026-11-23T07:00:00Z", to: "2026-11-23T14:30:00Z" }, { from: "2026-11-24T07:00:00Z", to: "2026-11-24T14:30:00Z" }];
  const day = { team: { open, is_open: true } } as unknown as Day;

  assert.deepEqual(openness(day, AT), { open: true, until: open[0]!.to, next: open[1]!.from });
  const evening = openness(day, Date.parse("2026-11-23T19:00:00Z"));
  assert.deepEqual([evening.open, evening.next], [false, open[1]!.from]);
  assert.deepEqual(openness(null, AT), { open: false, until: null, next: null });
});

test("a pause told on the phone holds until the day has heard of it, and so does its end", () => {
  const day = { made_at: new Date(AT).toISOString(), pause: null } as unknown as Day;
  const away = { sort: "pause", why: "admitted", until: "2026-11-30T12:00:00Z" };
  const told = (entry: object, state = "waiting", received_at: string | null = null) =>
    ({ entry: { id: "1", at: "2026-11-23T08:00:00Z", ...entry }, state, answer: received_at ? { received_at } : null }) as unknown as Held;

  assert.equal(pausing(day, []), null);
  assert.equal(pausing(day, [told(away)])?.until, "2026-11-30T12:00:00Z");
  assert.equal(pausing(day, [told(away, "refused")]), null);
  assert.equal(pausing(day, [told(away), told({ sort: "pause_over" })]), null);
  const since = told(away, "kept", "2026-11-23T07:00:00Z");
  assert.equal(pausing(day, [since]), null, "the team has ended it since");
});
