// The two number formats of IEEE 11073, kept as decimal text: the exponent carries the precision.
// Five words of each format are no numbers (clinical reference 1.4): 0x07FF is not 2047.
// The server has the same parsers (edges/devices); tests hold the two to the same answers.

/** mantissa × 10^exponent, as it was sent. */
export interface Sent {
  mantissa: number;
  exponent: number;
}

/** Why there is no number: a code of FHIR's data-absent-reason. */
export interface Absent {
  absent: "not-a-number" | "error" | "positive-infinity" | "negative-infinity";
}

export type Text = string | Absent;

export const ABOVE: Absent = { absent: "positive-infinity" };
export const BELOW: Absent = { absent: "negative-infinity" };
/** Not at this resolution, reserved, or larger than anything that can be kept. */
export const ERROR: Absent = { absent: "error" };
const NOT_A_NUMBER: Absent = { absent: "not-a-number" };

const SFLOAT = new Map([
  [0x07ff, NOT_A_NUMBER],
  [0x0800, ERROR],
  [0x07fe, ABOVE],
  [0x0802, BELOW],
  [0x0801, ERROR],
]);
const FLOAT = new Map([
  [0x007fffff, NOT_A_NUMBER],
  [0x00800000, ERROR],
  [0x007ffffe, ABOVE],
  [0x00800002, BELOW],
  [0x00800001, ERROR],
]);

const MOST_DECIMALS = 4;
const LARGEST = 214_748n; // of any unit: what the service can keep, above every range

/** The number of 16 bits: four of exponent, twelve of mantissa, both signed. */
export function sfloat(word: number): Sent | Absent {
  return (
    SFLOAT.get(word) ?? { mantissa: signed(word & 0xfff, 12), exponent: signed(word >> 12, 4) }
  );
}

/** The number of 32 bits: eight of exponent, 24 of mantissa, both signed. */
export function float32(word: number): Sent | Absent {
  return (
    FLOAT.get(word) ?? {
      mantissa: signed(word & 0xffffff, 24),
      exponent: signed((word >>> 24) & 0xff, 8),
    }
  );
}

export function signed(bits: number, width: number): number {
  return bits >= 2 ** (width - 1) ? bits - 2 ** width : bits;
}

/** Every digit that was sent: 200 × 10^-2 is 2.00, and 2 × 10^2 is 200. */
export function text(number: Sent): string {
  return written(BigInt(number.mantissa), number.exponent);
}

function written(mantissa: bigint, exponent: number): string {
  if (exponent >= 0) return String(mantissa * 10n ** BigInt(exponent));
  const sign = mantissa < 0n ? "-" : "";
  const digits = String(mantissa < 0n ? -mantissa : mantissa).padStart(1 - exponent, "0");
  return `${sign}${digits.slice(0, exponent)}.${digits.slice(exponent)}`;
}

/** The number as a reading can hold it: with four decimals at the most, and not too large. */
export function kept(number: Sent | Absent): Text {
  if ("absent" in number) return number;
  if (number.exponent < -MOST_DECIMALS) return converted(number, 1n, 1n, MOST_DECIMALS);
  return fits(BigInt(number.mantissa), number.exponent) ? text(number) : ERROR;
}

/** (number − minus) × times / over, counted exactly and rounded once, half away from zero. */
export function converted(
  number: Sent | Absent,
  times: bigint,
  over: bigint,
  decimals: number,
  minus = 0n,
): Text {
  if ("absent" in number) return number;
  const mantissa = BigInt(number.mantissa);
  if (!fits(mantissa, number.exponent)) return ERROR;
  const above = 10n ** BigInt(Math.max(number.exponent, 0));
  const below = 10n ** BigInt(Math.max(-number.exponent, 0));
  const top = (mantissa * above - minus * below) * times * 10n ** BigInt(decimals);
  const bottom = below * over;
  const size = (2n * (top < 0n ? -top : top) + bottom) / (2n * bottom);
  const result = top < 0n ? -size : size;
  return fits(result, -decimals) ? written(result, -decimals) : ERROR;
}

/** Whether the number is of a size that can be kept. */
function fits(mantissa: bigint, exponent: number): boolean {
  if (exponent > 9) return mantissa === 0n;
  const size = mantissa < 0n ? -mantissa : mantissa;
  if (exponent < 0) return size <= LARGEST * 10n ** BigInt(-exponent);
  return size * 10n ** BigInt(exponent) <= LARGEST;
}
