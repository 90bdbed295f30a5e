// Temperature 0x2A1C, and the one that is shown while measuring, 0x2A1E.
import { Bytes, framed, one, type Frame } from "./frame.ts";
import { converted, kept, type Absent, type Sent, type Text } from "./numbers.ts";

/** Where it was taken, from 1. Places are not interchangeable (clinical reference 1.6). */
const SITES = [
  "axilla",
  "body",
  "ear",
  "finger",
  "gastrointestinal",
  "mouth",
  "rectum",
  "toe",
  "tympanum",
];

export function temperature(content: Uint8Array): Frame {
  const left = new Bytes(content);
  const flags = left.whole(1);
  const number = left.float32();
  const degrees = flags & 1 ? fromFahrenheit(number) : kept(number);
  const taken = flags & 2 ? left.dateTime() : null;
  const site = flags & 4 ? SITES[left.whole(1) - 1] : undefined;
  const also: Record<string, Text> = site ? { site } : {};
  const found = [one("body_temperature", degrees)];
  return framed({ found, taken, also, notes: left.notes(flags, 0x07) });
}

/** What the thermometer shows before it is done. */
export function passingTemperature(content: Uint8Array): Frame {
  return { ...temperature(content), intermediate: true };
}

/** Two decimals, so that no rounding moves it over a limit given in tenths. */
function fromFahrenheit(number: Sent | Absent): Text {
  const degrees = converted(number, 5n, 9n, 2, 32n);
  return typeof degrees === "string" ? degrees.replace(/0$/, "") : degrees;
}
