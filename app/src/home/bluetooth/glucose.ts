// Glucose 0x2A18: one stored record of a blood glucose meter.
import { Bytes, framed, moved, named, one, type Found, type Frame } from "./frame.ts";
import { ABOVE, BELOW, converted, kept, type Absent, type Sent, type Text } from "./numbers.ts";

const QUALITY = [
  [1, "sensor_malfunction"],
  [2, "invalid"], // the sample was too small
  [3, "invalid"], // the strip was not put in right
  [4, "invalid"], // a strip of the wrong type
  [7, "invalid"], // too warm
  [8, "invalid"], // too cold
  [9, "invalid"], // the strip was pulled out early
  [10, "sensor_malfunction"],
] as const;
const TOO_HIGH = 1 << 5;
const TOO_LOW = 1 << 6;
const TIME_FAULT = 1 << 11;
const NOTES = [
  [0, "battery_low"],
  [11, "clock_fault"],
] as const;

/** What was measured in, from 1. */
const SAMPLES = [
  "capillary_whole_blood",
  "capillary_plasma",
  "venous_whole_blood",
  "venous_plasma",
  "arterial_whole_blood",
  "arterial_plasma",
  "undetermined_whole_blood",
  "undetermined_plasma",
  "interstitial_fluid",
  "control_solution",
];
const CONTROL_SAMPLE = 10;
const CONTROL_PLACE = 4;

export function bloodGlucose(content: Uint8Array): Frame {
  const left = new Bytes(content);
  const flags = left.whole(1);
  const sequence = left.whole(2);
  const base = left.dateTime();
  const offset = flags & 1 ? left.signed16() : 0;
  const number = flags & 2 ? left.sfloat() : null;
  const where = flags & 2 ? left.whole(1) : 0;
  const status = flags & 8 ? left.whole(2) : 0;
  const also: Record<string, Text> = base ? { base_time: base } : {};
  const found: Found[] = [];
  if (number) {
    const sample = SAMPLES[(where & 0x0f) - 1];
    if (sample) also.sample = sample;
    const control = (where & 0x0f) === CONTROL_SAMPLE || where >> 4 === CONTROL_PLACE;
    found.push(concentration(number, status, Boolean(flags & 4), control));
  }
  return framed({
    found,
    taken: base && !(status & TIME_FAULT) ? moved(base, offset) : null,
    sequence,
    also,
    notes: [
      ...named(status, NOTES),
      ...(flags & 16 ? ["context_follows"] : []),
      ...left.notes(flags, 0x1f),
    ],
  });
}

/** In mmol/L. What the meter says is beyond its range has no number, whatever it sent. */
function concentration(
  number: Sent | Absent,
  status: number,
  molar: boolean,
  control: boolean,
): Found {
  const quality = [...(control ? ["testing"] : []), ...named(status, QUALITY)];
  const held = status & TOO_HIGH ? ABOVE : status & TOO_LOW ? BELOW : number;
  return one("blood_glucose", mmol(held, molar), { quality });
}

/** From mol/L by its exponent; from kg/L by the molar mass, to the tenth that meters show. */
function mmol(number: Sent | Absent, molar: boolean): Text {
  if ("absent" in number) return number;
  if (!molar) return converted(number, 1_000_000_000n, 180_156n, 1);
  return kept({ mantissa: number.mantissa, exponent: number.exponent + 3 });
}
