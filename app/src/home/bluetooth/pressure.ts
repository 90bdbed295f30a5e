// Blood pressure 0x2A35, and the cuff pressure that is shown while measuring, 0x2A36.
import { Bytes, framed, named, one, Unreadable, type Frame } from "./frame.ts";
import { converted, kept, type Absent, type Sent, type Text } from "./numbers.ts";

const QUALITY = [
  [0, "movement"],
  [1, "cuff_loose"],
  [5, "bad_position"],
] as const;
const FLAGS = [[2, "irregular_pulse"]] as const;
const PULSE_RANGE: readonly (readonly string[])[] = [
  [],
  ["pulse_above_range"],
  ["pulse_below_range"],
  [],
];
const KNOWN_FLAGS = 0x1f;

/** One cuff measurement, with the pulse that was counted in it. */
export function bloodPressure(content: Uint8Array): Frame {
  const left = new Bytes(content);
  const flags = left.whole(1);
  const inKpa = Boolean(flags & 1);
  const upper = mmHg(left.sfloat(), inKpa);
  const lower = mmHg(left.sfloat(), inKpa);
  const mean = mmHg(left.sfloat(), inKpa);
  const taken = flags & 2 ? left.dateTime() : null;
  const pulse = flags & 4 ? kept(left.sfloat()) : null;
  const user = flags & 8 ? left.user() : null;
  const status = flags & 16 ? left.whole(2) : 0;
  const quality = named(status, QUALITY);
  const aboutHeart = named(status, FLAGS);
  const found = [one("blood_pressure", upper, { second: lower, quality, flags: aboutHeart })];
  if (pulse !== null) {
    // Nor is a pulse of use that was counted in a failed measurement.
    const failed = found[0]?.value === undefined ? ["invalid"] : [];
    const doubts = [...quality, ...failed];
    found.push(one("heart_rate", pulse, { quality: doubts, flags: aboutHeart }));
  }
  const range = PULSE_RANGE[(status >> 3) & 3] ?? [];
  const notes = [...range, ...left.notes(flags, KNOWN_FLAGS)];
  return framed({ found, taken, user, also: { mean }, notes });
}

/** What the cuff holds right now: for the screen alone, it is nobody's blood pressure. */
export function cuffPressure(content: Uint8Array): Frame {
  const left = new Bytes(content);
  const flags = left.whole(1);
  const cuff = mmHg(left.sfloat(), Boolean(flags & 1));
  left.whole(4); // where a blood pressure has its two other numbers
  if (flags & 2) left.dateTime();
  if (flags & 4) left.whole(2);
  if (flags & 8) left.whole(1);
  if (flags & 16) left.whole(2);
  if (typeof cuff !== "string") throw new Unreadable("no cuff pressure");
  return framed({ intermediate: true, also: { cuff }, notes: left.notes(flags, KNOWN_FLAGS) });
}

/** Whole mm[Hg] from kPa: its tenths are three quarters of one, so nothing is lost. */
function mmHg(number: Sent | Absent, inKpa: boolean): Text {
  return inKpa ? converted(number, 750_062n, 100_000n, 0) : kept(number);
}
