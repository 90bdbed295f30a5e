// Weight 0x2A9D: a whole number of 5 g, or of a hundredth of a pound.
import { Bytes, framed, one, type Frame } from "./frame.ts";
import { converted, ERROR, text, type Text } from "./numbers.ts";

const UNSUCCESSFUL = 0xffff; // taken as a number it would be 327.675 kg

export function bodyWeight(content: Uint8Array): Frame {
  const left = new Bytes(content);
  const flags = left.whole(1);
  const pounds = Boolean(flags & 1);
  const raw = left.whole(2);
  const taken = flags & 2 ? left.dateTime() : null;
  const user = flags & 4 ? left.user() : null;
  const also = flags & 8 ? figure(left, pounds) : {};
  const found = [one("body_weight", kilograms(raw, pounds))];
  return framed({ found, taken, user, also, notes: left.notes(flags, 0x0f) });
}

function kilograms(raw: number, pounds: boolean): Text {
  if (raw === UNSUCCESSFUL) return ERROR;
  if (!pounds) return text({ mantissa: raw * 5, exponent: -3 });
  return converted({ mantissa: raw, exponent: -2 }, 45_359_237n, 100_000_000n, 3);
}

/** Body mass index and height, as the scale was told it. */
function figure(left: Bytes, inches: boolean): Record<string, Text> {
  const bmi = text({ mantissa: left.whole(2), exponent: -1 });
  const height = left.whole(2);
  const metres = inches
    ? converted({ mantissa: height, exponent: -1 }, 254n, 10_000n, 3)
    : text({ mantissa: height, exponent: -3 });
  return { bmi, height_m: metres };
}
