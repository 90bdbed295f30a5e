// A visit to a meter, from choosing it to its result, with a meter that plays the byte vectors.
import assert from "node:assert/strict";
import { test } from "node:test";
import "../story/bluetooth_stub.js";
import { available, measure, METERS, MeterError, visit } from "../../app/src/home/bluetooth/index.ts";
import type { Known, Meter, MeterName, State, Taken } from "../../app/src/home/bluetooth/index.ts";

interface Made {
  [name: string]: unknown;
}
const stub = (globalThis as unknown as { heimeMeter: ((made: Made) => Made) & { log: string[] } }).heimeMeter;

function meter(name: MeterName, patience = 3): Meter {
  const found = METERS.find((one) => one.name === name);
  assert(found);
  return { ...found, quiet: 0.1, patience };
}

const never = () => new AbortController().signal;
const quietly = () => undefined;

async function refusal(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(() => assert.fail("it went well"), (found: unknown) => found);
  assert(error instanceof MeterError, String(error));
  return error.code;
}

function bare(taken: Taken[]): unknown[] {
  return taken.map(({ kind, value, systolic, diastolic, quality }) =>
    [kind, value ?? `${systolic}/${diastolic}`, ...quality]);
}

/** A blood pressure of 152/94 with pulse 88 and user 1, taken at this moment by its own clock. */
function pressureAt(moment: Date, user = 1): string {
  const date = [moment.getMonth() + 1, moment.getDate(), moment.getHours(), moment.getMinutes(), moment.getSeconds()];
  const year = moment.getFullYear();
  const all = [0x1e, 0x98, 0, 0x5e, 0, 0x71, 0, year & 0xff, year >> 8, ...date, 0x58, 0, user, 4, 0];
  return all.map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

test("a blood pressure with its pulse, and what the meter says of itself", async () => {
  const model = Buffer.from("UA-651BLE\0").toString("hex");
  stub({ service: 0x1810, id: "cuff-1", sends: [{ of: 0x2a35, bytes: pressureAt(new Date()) }], reads: { 0x2a24: model } });
  const states: State[] = [];

  const { taken, known } = await visit(meter("cuff"), (state) => states.push(state), never());

  assert.deepEqual(bare(taken), [["blood_pressure", "152/94", "irregular_pulse"], ["heart_rate", "88", "irregular_pulse"]]);
  assert.deepEqual(taken[0]?.ask, ["user"], "a number of the meter's that we have not seen is asked about");
  assert.equal(taken[0]?.device.model, "UA-651BLE");
  assert.equal(taken[0]?.device.id, "cuff-1");
  assert.match(taken[0]?.device.at ?? "", /^\d{4}-.*[+-]\d\d:\d\d$/);
  assert(Math.abs(Date.parse(taken[0]?.at ?? "") - Date.now()) < 5_000);
  assert.deepEqual(states.map(({ step }) => step).slice(0, 3), ["choosing", "connecting", "ready"]);
  assert.equal(known.seen.length, 1);
  assert.equal(stub.log.at(-1), "disconnect");
});

test("the same reading is not taken twice, and the person's own number is not asked about again", async () => {
  const now = pressureAt(new Date());
  stub({ service: 0x1810, id: "cuff-1", sends: [{ of: 0x2a35, bytes: now }] });
  const first = await visit(meter("cuff"), quietly, never());
  const known: Known = { ...first.known, user: 1 };
  const later = pressureAt(new Date(Date.now() - 60_000));
  stub({ service: 0x1810, id: "cuff-1", known: true, sends: [{ of: 0x2a35, bytes: now }, { of: 0x2a35, bytes: later }] });

  const second = await visit(meter("cuff"), quietly, never(), known);

  assert.equal(second.taken.length, 2, "one pressure and its pulse");
  assert.deepEqual(second.taken[0]?.ask, []);
  assert.equal(second.repeated, true);
  assert(!stub.log.some((line) => line.startsWith("choose")), "the browser remembers the meter");
});

test("only what we have had: that is said, and nothing is taken", async () => {
  const now = pressureAt(new Date());
  stub({ service: 0x1810, sends: [{ of: 0x2a35, bytes: now }] });
  const { known } = await visit(meter("cuff"), quietly, never());
  stub({ service: 0x1810, sends: [{ of: 0x2a35, bytes: now }] });

  const again = await visit(meter("cuff"), quietly, never(), known);

  assert.deepEqual([again.taken, again.repeated], [[], true]);
});

test("of a cuff for two, what is somebody else's is left alone", async () => {
  const known: Known = { id: "cuff-1", model: "", user: 2, last: null, seen: [] };
  const both = [pressureAt(new Date(), 1), pressureAt(new Date(Date.now() - 60_000), 2)];
  stub({ service: 0x1810, id: "cuff-1", sends: both.map((bytes) => ({ of: 0x2a35, bytes })) });

  const { taken, user } = await visit(meter("cuff"), quietly, never(), known);

  assert.deepEqual([taken.length, taken[0]?.ask, user], [2, [], 2], "one pressure and its pulse, of user 2");

  stub({ service: 0x1810, id: "cuff-1", sends: [{ of: 0x2a35, bytes: pressureAt(new Date(), 1) }] });
  const other = await visit(meter("cuff"), quietly, never(), known);
  assert.deepEqual([other.taken[0]?.ask, other.user], [["user"], 1], "only another's: that is asked about");
});

test("an oximeter with a stream alone, which refuses after a new pairing", async () => {
  stub({ service: 0x1822, has: [0x2a5f], refuses: "listen" });
  assert.equal(await refusal(measure(meter("oximeter", 0.3), quietly, never())), "pairing");
});

test("the real error frame is a failed measurement", async () => {
  stub({ service: 0x1810, sends: [{ of: 0x2a35, bytes: "16ff07ff07ff07e80706170e230aff070000" }] });
  assert.equal(await refusal(measure(meter("cuff"), quietly, never())), "failed");
});

test("the cuff is shown while it fills, and is no result", async () => {
  stub({ service: 0x1810, has: [0x2a35], sends: [{ of: 0x2a36, bytes: "00 96 00 ff 07 ff 07" }] });
  const states: State[] = [];
  const code = await refusal(measure(meter("cuff", 0.3), (state) => states.push(state), never()));
  assert.equal(code, "too-long");
  assert.deepEqual(states.at(-1), { step: "measuring", shown: "150" });
});

test("a meter whose clock is wrong is corrected by what it shows now", async () => {
  const wrong = new Date(Date.now() - 400 * 24 * 3600_000);
  const taken = new Date(wrong.getTime() - 2 * 3600_000);
  const shown = pressureAt(wrong).slice(14, 28);
  stub({ service: 0x1810, sends: [{ of: 0x2a35, bytes: pressureAt(taken), after: 50 }], reads: { 0x2a08: shown } });

  const [pressure] = await measure(meter("cuff"), quietly, never());

  assert(Math.abs(Date.parse(pressure?.at ?? "") - (Date.now() - 2 * 3600_000)) < 3610_000, "two hours ago, or an hour off over a change of clocks");
  assert(!pressure?.ask.includes("clock"));
});

test("an old time from a meter that cannot be asked is asked about", async () => {
  stub({ service: 0x1810, sends: [{ of: 0x2a35, bytes: pressureAt(new Date(Date.now() - 3600_000)) }] });
  const [pressure] = await measure(meter("cuff"), quietly, never());
  assert.deepEqual(pressure?.ask, ["clock", "user"]);
});

test("one result of an oximeter", async () => {
  stub({ service: 0x1822, sends: [{ of: 0x2a5e, bytes: "00 5e 00 48 00" }] });
  const taken = await measure(meter("oximeter"), quietly, never());
  assert.deepEqual(bare(taken), [["oxygen_saturation", "94"], ["heart_rate", "72"]]);
});

test("an oximeter that shows a demonstration has no result", async () => {
  stub({ service: 0x1822, sends: [{ of: 0x2a5e, bytes: "02 61 00 3c 00 00 44" }] });
  assert.equal(await refusal(measure(meter("oximeter"), quietly, never())), "failed");
});

test("a stream that never settles is given with a doubt, so that another is asked for", async () => {
  const at = (value: number, after: number) => ({ of: 0x2a5f, after, bytes: `00 ${value.toString(16)} 00 50 00` });
  stub({ service: 0x1822, sends: [at(95, 20), at(90, 40), at(86, 60)] });
  const taken = await measure(meter("oximeter", 0.3), quietly, never());
  assert.deepEqual(bare(taken), [["oxygen_saturation", "90", "questionable"], ["heart_rate", "80", "questionable"]]);
});

test("a finger that is not in it gives no result", async () => {
  stub({ service: 0x1822, sends: [{ of: 0x2a5f, bytes: "08 61 00 3c 00 00 08 00" }] });
  assert.equal(await refusal(measure(meter("oximeter", 0.3), quietly, never())), "failed");
});

test("a scale that sends as it settles ends with the result", async () => {
  stub({ service: 0x181d, sends: [{ of: 0x2a9d, bytes: "00 00 40", after: 5 }, { of: 0x2a9d, bytes: "00 60 40", after: 20 }] });
  assert.deepEqual(bare(await measure(meter("scale"), quietly, never())), [["body_weight", "82.400"]]);
});

const RECORDS = [
  "06 01 00 ea 07 0b 15 08 0f 00 38 c0 11",
  "06 02 00 ea 07 0b 15 0c 0f 00 8e c0 12",
  "06 03 00 ea 07 0b 15 12 0f 00 48 c0 11",
];

test("the first time only the newest stored glucose, later all since then", async () => {
  stub({ service: 0x1808, id: "glu", records: RECORDS.slice(0, 2) });
  const first = await visit(meter("glucose"), quietly, never());
  assert.deepEqual(bare(first.taken), [["blood_glucose", "14.2"]]);
  assert.equal(first.known.last, 2);

  stub({ service: 0x1808, id: "glu", known: true, records: RECORDS });
  const second = await visit(meter("glucose"), quietly, never(), first.known);
  assert.deepEqual(bare(second.taken), [["blood_glucose", "7.2"]]);
  assert(stub.log.includes("write 0103010300"), stub.log.join());

  stub({ service: 0x1808, id: "glu", known: true, records: RECORDS });
  assert.equal(await refusal(visit(meter("glucose"), quietly, never(), second.known)), "nothing-new");
});

test("HI on a glucose meter is no number, and is sent as what it is", async () => {
  stub({ service: 0x1808, records: ["0e 05 00 ea 07 0b 15 08 0f 00 fe 07 11 20 00"] });
  const [one, ...rest] = await measure(meter("glucose"), quietly, never());
  assert.deepEqual([one?.value, one?.quality, one?.device.sequence], [undefined, ["above_range"], 5]);
  assert.equal(rest.length, 0);
});

test("LO that the meter tells as minus infinity is below its range", async () => {
  stub({ service: 0x1808, records: ["06 06 00 ea 07 0b 15 08 0f 00 02 08 11"] });
  const [one] = await measure(meter("glucose"), quietly, never());
  assert.deepEqual([one?.value, one?.quality], [undefined, ["below_range"]]);
});

test("control solution above the range is not the patient's either", async () => {
  stub({ service: 0x1808, records: ["0e 07 00 ea 07 0b 15 08 0f 00 fe 07 4a 20 00"] });
  assert.equal(await refusal(measure(meter("glucose"), quietly, never())), "failed");
});

test("control solution is not the patient's", async () => {
  stub({ service: 0x1808, records: ["06 04 00 ea 07 0b 15 08 0f 00 48 c0 4a"] });
  assert.equal(await refusal(measure(meter("glucose"), quietly, never())), "failed");
});

test("stopped in the middle, the meter is told and let go", async () => {
  stub({ service: 0x1808, records: RECORDS, silent: true });
  const stopping = new AbortController();
  setTimeout(() => stopping.abort(), 60);
  assert.equal(await refusal(measure(meter("glucose"), quietly, stopping.signal)), "stopped");
  assert.deepEqual(stub.log.slice(-2), ["write 0300", "disconnect"]);
});

for (const [what, made, code] of [
  ["nobody chooses", { refuses: "choose" }, "cancelled"],
  ["Bluetooth is off", { refuses: "off" }, "off"],
  ["it cannot be reached", { refuses: "connect" }, "not-near"],
  ["it refuses after a new pairing", { refuses: "listen", has: [0x2a35] }, "pairing"],
  ["it goes away", { has: [0x2a35], leaves: 30 }, "lost"],
  ["it says nothing", { has: [0x2a35] }, "too-long"],
  ["it measures something else", { service: 0x1809, has: [0x2a1c] }, "wrong-meter"],
] as const) {
  test(`${what}: ${code}`, async () => {
    stub({ service: 0x1810, ...made });
    assert.equal(await refusal(measure(meter("cuff", 0.4), quietly, never())), code);
  });
}

test("a meter that answers at the third attempt", async () => {
  stub({ service: 0x181d, misses: 2, sends: [{ of: 0x2a9d, bytes: "00 60 40" }] });
  assert.equal((await measure(meter("scale", 5), quietly, never())).length, 1);
  assert.equal(stub.log.filter((line) => line === "connect").length, 3);
});

test("a meter that goes away after its result has given it", async () => {
  stub({ service: 0x181d, sends: [{ of: 0x2a9d, bytes: "00 60 40" }], leaves: 40 });
  assert.equal((await measure(meter("scale"), quietly, never())).length, 1);
});

test("where the browser has no Bluetooth, that is said", async () => {
  const bluetooth = Object.getOwnPropertyDescriptor(navigator, "bluetooth");
  Object.defineProperty(navigator, "bluetooth", { value: undefined, configurable: true });
  assert.equal(available(), false);
  assert.equal(await refusal(measure(meter("scale"), quietly, never())), "no-bluetooth");
  Object.defineProperty(navigator, "bluetooth", bluetooth as PropertyDescriptor);
  assert.equal(available(), true);
});
