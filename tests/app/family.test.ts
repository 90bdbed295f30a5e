import assert from "node:assert/strict";
import { test } from "node:test";
import { bands, range } from "../../app/src/home/family/bands.ts";
import { fitted } from "../../app/src/home/family/photo.ts";

const COPD = { from: 0, to: null, lines: { red_low: 88, yellow_low: 91 } };

test("a curve has room for its values and for the limits that are near", () => {
  const [low, high] = range([92, 94], [COPD]);
  assert.ok(low < 91 && high > 94);
  const [far] = range([36.8, 37.0], [{ from: 0, to: null, lines: { red_high: 39.5 } }]);
  assert.ok(far > 36, "what is far away does not press the curve flat");
});

test("a value that does not change is still drawn in the middle of something", () => {
  const [low, high] = range([70, 70], []);
  assert.ok(low < 70 && high > 70);
});

test("yellow is between the lines, red beyond, and both only while the plan held", () => {
  const found = bands([{ ...COPD, from: 10, to: 20 }], 15_000, 30_000, 80, 100);
  assert.deepEqual(found, [
    { colour: "red", from: 15_000, to: 20_000, low: 80, high: 88 },
    { colour: "yellow", from: 15_000, to: 20_000, low: 88, high: 91 },
  ]);
});

test("limits above: yellow below red, and nothing outside what is drawn", () => {
  const found = bands([{ from: 0, to: null, lines: { yellow_high: 110, red_high: 130 } }], 0, 9, 60, 120);
  assert.deepEqual(found, [{ colour: "yellow", from: 0, to: 9, low: 110, high: 120 }]);
});

test("a photo is made smaller, keeps its shape, and is never made larger", () => {
  assert.deepEqual(fitted(4000, 3000), [1600, 1200]);
  assert.deepEqual(fitted(3000, 4000), [1200, 1600]);
  assert.deepEqual(fitted(640, 480), [640, 480]);
  assert.deepEqual(fitted(9000, 2), [1600, 1]);
});
