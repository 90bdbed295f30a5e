// One frame of a meter: what was found in it, and the reader that takes its bytes in order.
import { float32, sfloat, signed, type Absent, type Sent, type Text } from "./numbers.ts";

export type Kind =
  | "oxygen_saturation"
  | "heart_rate"
  | "blood_pressure"
  | "body_weight"
  | "body_temperature"
  | "blood_glucose";

/** What values of each kind are kept in (UCUM), as the scenario format has it. */
export const UNITS: Record<Kind, string> = {
  oxygen_saturation: "%",
  heart_rate: "/min",
  blood_pressure: "mm[Hg]",
  body_weight: "kg",
  body_temperature: "Cel",
  blood_glucose: "mmol/L",
};

/** One value of one kind. Without `value` the meter has no number, and `absent` says why. */
export interface Found {
  kind: Kind;
  value?: string;
  second?: string; // the diastolic of a blood pressure
  unit: string;
  absent?: Absent["absent"];
  quality?: string[]; // what the meter thinks of the value, in the words of the scenario format
  flags?: string[]; // what it says of the heart; no reading is doubted for it
}

/** All that a frame holds; what is empty is left out. */
export interface Frame {
  found?: Found[];
  taken?: string; // by the meter's own clock, without a time zone
  sequence?: number; // the meter's own number of the record
  user?: number; // its number of the person
  intermediate?: true; // shown while measuring; never a result
  also?: Record<string, string>; // more numbers, as decimal text
  notes?: string[]; // more that it says
}

/** Nothing can be read from these bytes, and why. No part of them is a result. */
export interface Fault {
  fault: string;
}

/** The bytes are no such frame: cut off, or not what its flags say. Never leaves decode(). */
export class Unreadable extends Error {}

/** A value, or none when one of its numbers is missing: half a pressure is no pressure. */
export function one(
  kind: Kind,
  value: Text,
  more: { second?: Text; quality?: string[]; flags?: string[] } = {},
): Found {
  const found: Found = { kind, unit: UNITS[kind] };
  const { second, quality = [], flags = [] } = more;
  if (typeof value !== "string") found.absent = value.absent;
  else if (second !== undefined && typeof second !== "string") found.absent = second.absent;
  else {
    found.value = value;
    if (second !== undefined) found.second = second;
  }
  if (quality.length) found.quality = quality;
  if (flags.length) found.flags = flags;
  return found;
}

/** A frame without its empty members. */
export function framed(parts: {
  found?: Found[];
  taken?: string | null;
  sequence?: number;
  user?: number | null;
  intermediate?: boolean;
  also?: Record<string, Text>;
  notes?: string[];
}): Frame {
  const frame: Frame = {};
  if (parts.found?.length) frame.found = parts.found;
  if (parts.taken) frame.taken = parts.taken;
  if (parts.sequence !== undefined) frame.sequence = parts.sequence;
  if (parts.user !== undefined && parts.user !== null) frame.user = parts.user;
  if (parts.intermediate) frame.intermediate = true;
  const numbers = Object.entries(parts.also ?? {}).filter(([, text]) => typeof text === "string");
  if (numbers.length) frame.also = Object.fromEntries(numbers) as Record<string, string>;
  if (parts.notes?.length) frame.notes = parts.notes;
  return frame;
}

/** The names of the bits that are set, in the order of the table, each once. */
export function named(bits: number, names: readonly (readonly [number, string])[]): string[] {
  return [...new Set(names.filter(([bit]) => (bits >> bit) & 1).map(([, name]) => name))];
}

const FIRST_YEAR = 1582; // the first that a meter's clock can hold; 0 is a year that is not known
const NOBODY = 0xff;

/** Takes a frame's bytes from the front, little-endian. Throws Unreadable at its end. */
export class Bytes {
  #at = 0;
  #content: Uint8Array;

  constructor(content: Uint8Array) {
    this.#content = content;
  }

  get left(): number {
    return this.#content.length - this.#at;
  }

  /** The next `length` bytes, four at the most, as a whole number. */
  whole(length: number): number {
    if (this.left < length) throw new Unreadable("truncated");
    let number = 0;
    for (let place = 0; place < length; place += 1) {
      number += (this.#content[this.#at + place] ?? 0) * 256 ** place;
    }
    this.#at += length;
    return number;
  }

  signed16(): number {
    return signed(this.whole(2), 16);
  }

  sfloat(): Sent | Absent {
    return sfloat(this.whole(2));
  }

  float32(): Sent | Absent {
    return float32(this.whole(4));
  }

  /** The meter's number of the person; 255 is nobody it knows. */
  user(): number | null {
    const user = this.whole(1);
    return user === NOBODY ? null : user;
  }

  /** The meter's clock as text without a zone; null for what is not known, or is no date. */
  dateTime(): string | null {
    const year = this.whole(2);
    const rest = [1, 2, 3, 4, 5].map(() => this.whole(1)) as [number, number, number, number, number];
    return clockText(year, ...rest);
  }

  /** What is left over when all that is known has been read: kept, and told. */
  notes(flags: number, known: number): string[] {
    const reserved = flags & ~known & 0xff ? ["reserved_flags"] : [];
    return this.left ? [...reserved, "trailing_bytes"] : reserved;
  }
}

function clockText(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): string | null {
  if (year < FIRST_YEAR || year > 9999) return null;
  const moment = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  const same =
    moment.getUTCMonth() === month - 1 &&
    moment.getUTCDate() === day &&
    moment.getUTCHours() === hour &&
    moment.getUTCMinutes() === minute &&
    moment.getUTCSeconds() === second;
  return same ? moment.toISOString().slice(0, 19) : null;
}

/** A meter's time, some minutes later; null beyond the years that can be written. */
export function moved(text: string, minutes: number): string | null {
  const moment = new Date(Date.parse(`${text}Z`) + minutes * 60_000);
  const year = moment.getUTCFullYear();
  return year >= 1 && year <= 9999 ? moment.toISOString().slice(0, 19) : null;
}
