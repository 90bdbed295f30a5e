// What needs no meter: the conversation about stored records, a stream that settles, and clocks.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { placed, withOffset } from "../../app/src/home/bluetooth/clock.ts";
import type { Found, Frame } from "../../app/src/home/bluetooth/frame.ts";
import { begin, told, type Before, type Event, type Racp } from "../../app/src/home/bluetooth/racp.ts";
import { atLast, settled, type Moment } from "../../app/src/home/bluetooth/settle.ts";

interface Case {
  why: string;
  taken: string | null;
  shown: string | null;
  wall: string;
  gives: [number, string];
}
const cases = JSON.parse(readFileSync(new URL("../edges/devices/clocks.json", import.meta.url), "utf8")) as Case[];

for (const { why, taken, shown, wall, gives } of cases) {
  test(`a clock: ${why}`, () => {
    const { seconds_ago, clock } = placed(taken, shown, wall);
    assert.deepEqual([seconds_ago, clock], gives);
  });
}

test("a meter's time gets the phone's offset, winter and summer", () => {
  assert.equal(withOffset("2026-11-21T08:15:00"), "2026-11-21T08:15:00+01:00");
  assert.equal(withOffset("2026-07-21T08:15:00"), "2026-07-21T08:15:00+02:00");
});

// --- Stored records -----------------------------------------------------------------------------

const NOTHING: Before = { last: null, seen: [] };
const SEEN: Before = { last: 7, seen: ["7/2026-11-20T08:00:00"] };
const record = (sequence: number, day = 21): Event => ({ record: recorded(sequence, day) });
const recorded = (sequence: number, day = 21): Frame => ({
  sequence,
  also: { base_time: `2026-11-${day}T08:00:00` },
});
const response = (value: number, about = 1): Event => ({ control: Uint8Array.of(6, 0, about, value) });

/** Play the events, and return what was written to the meter and how it ended. */
function played(before: Before, ...events: Event[]): { written: string[]; state: Racp } {
  let [state, write] = begin(before);
  const written: string[] = [];
  const note = (content: Uint8Array | null) => content && written.push(Buffer.from(content).toString("hex"));
  note(write);
  for (const event of events) {
    [state, write] = told(state, event);
    note(write);
  }
  return { written, state };
}

const numbers = (state: Racp) => state.records.map(({ sequence }) => sequence);

test("the first time the newest record is asked for", () => {
  const { written, state } = played(NOTHING, record(9), response(1));
  assert.deepEqual([written, state.step, numbers(state)], [["0106"], "done", [9]]);
});

test("later everything from the number after the last", () => {
  const { written, state } = played(SEEN, record(8), record(9), response(1));
  assert.deepEqual([written, state.step, numbers(state)], [["0103010800"], "done", [8, 9]]);
});

test("a record that comes twice is one", () => {
  const { state } = played(SEEN, record(8), record(8), response(1));
  assert.deepEqual(numbers(state), [8]);
});

test("numbers that begin anew are found, and what we had is not taken again", () => {
  const anew = played(SEEN, response(6), record(1), response(1));
  assert.deepEqual([anew.written, numbers(anew.state)], [["0103010800", "0106"], [1]]);
  const same = played(SEEN, response(6), { record: recorded(7, 20) }, response(1));
  assert.deepEqual([same.state.step, numbers(same.state)], ["done", []]);
});

test("the same number at another time is another record", () => {
  const { state } = played(SEEN, response(6), record(7, 22), response(1));
  assert.deepEqual(numbers(state), [7]);
});

test("a meter that cannot search is asked for everything, and of that the new is kept", () => {
  const later = played(SEEN, response(4), { record: recorded(7, 20) }, record(8), response(1));
  assert.deepEqual([later.written, numbers(later.state)], [["0103010800", "0101"], [8]]);
  const first = played(NOTHING, response(2), record(1), record(2), record(3), response(1));
  assert.deepEqual([first.written, numbers(first.state)], [["0106", "0101"], [3]]);
  const never = played(NOTHING, response(2), response(2));
  assert.deepEqual([never.state.step, never.state.why], ["failed", "not-supported"]);
});

test("an empty meter is no fault", () => {
  const { state } = played(NOTHING, response(6));
  assert.deepEqual([state.step, numbers(state)], ["done", []]);
});

test("stopped: the meter is told, and says that it has", () => {
  const { written, state } = played(SEEN, record(8), "abort", record(9), response(1, 3));
  assert.deepEqual([written.at(-1), state.step], ["0300", "done"]);
});

test("silence ends it, and what has come is kept", () => {
  const { written, state } = played(SEEN, record(8), "timeout", record(9));
  assert.deepEqual([written.at(-1), state.step, state.why, numbers(state)], ["0300", "failed", "timeout", [8]]);
});

test("cut off in the middle, what has come is kept", () => {
  const { state } = played(SEEN, record(8), response(8));
  assert.deepEqual([state.step, state.why, numbers(state)], ["failed", "not-completed", [8]]);
});

test("an answer that is none ends it", () => {
  for (const control of [Uint8Array.of(), Uint8Array.of(6, 0, 1), Uint8Array.of(5, 0, 3, 0)]) {
    assert.equal(played(NOTHING, { control }).state.why, "unreadable");
  }
});

test("the number 65535 is the last there is", () => {
  assert.deepEqual(played({ last: 0xffff, seen: [] }).written, ["0106"]);
});

// --- Streams ------------------------------------------------------------------------------------

const CALM = { seconds: 10, spread: 1 };

function moment(second: number, saturation: string, more: { busy?: boolean; quality?: string[]; pulse?: string } = {}): Moment {
  const quality = more.quality ? { quality: more.quality } : {};
  const found: Found[] = [
    { kind: "oxygen_saturation", value: saturation, unit: "%", ...quality },
    { kind: "heart_rate", value: more.pulse ?? "80", unit: "/min", ...quality },
  ];
  return { at: second * 1000, found, busy: more.busy ?? false };
}

const every = (values: string[], from = 0) => values.map((value, index) => moment(from + index, value));
const value = (found: Found[] | null) => found?.[0]?.value;

test("ten calm seconds are a result: their middle", () => {
  const stream = every("91 92 91 92 92 91 92 92 91 92 92".split(" "));
  assert.equal(settled(stream.slice(0, 10), CALM), null);
  assert.equal(value(settled(stream, CALM)), "92");
});

test("a stream that moves by two has not settled", () => {
  assert.equal(settled(every("91 92 93 92 92 91 92 92 91 92 92 92".split(" ")), CALM), null);
});

test("a meter that stops saying that it measures has settled", () => {
  const stream = [moment(0, "90", { busy: true }), moment(1, "92", { busy: true }), moment(2, "94")];
  assert.equal(value(settled(stream, CALM)), "92");
  assert.equal(settled(stream.slice(0, 2), CALM), null);
});

test("a doubt begins the wait anew", () => {
  const doubted = moment(8, "92", { quality: ["poor_signal"] });
  const stream = [...every(Array<string>(8).fill("92")), doubted, ...every(Array<string>(5).fill("92"), 9)];
  assert.equal(settled(stream, CALM), null);
});

test("of an even number the lower middle, which is the worse of two saturations", () => {
  const stream = [moment(0, "92", { busy: true }), moment(1, "93"), moment(2, "92"), moment(3, "93")];
  assert.equal(value(settled(stream, CALM)), "92");
});

test("when patience ends, what there is comes with its doubts, and critical values are not hidden", () => {
  const stream = Array.from({ length: 12 }, (_, second) => moment(second, "79", { quality: ["low_perfusion"] }));
  const found = atLast(stream, CALM);
  assert.deepEqual([found[0]?.value, found[0]?.quality], ["79", ["low_perfusion"]]);
});

test("when patience ends and nothing was on the finger, there is nothing", () => {
  assert.deepEqual(atLast([moment(0, "97", { quality: ["sensor_off_user"] })], CALM), []);
});

test("a pulse that the meter could not count is left out", () => {
  const stream = every(Array<string>(11).fill("92"));
  for (const { found } of stream) found[1] = { kind: "heart_rate", unit: "/min", absent: "not-a-number" };
  assert.deepEqual(settled(stream, CALM)?.map(({ kind }) => kind), ["oxygen_saturation"]);
});
