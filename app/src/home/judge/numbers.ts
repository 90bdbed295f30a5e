// Measured numbers, exact: whole ten-thousandths of the unit, as the server keeps them. Whole
// numbers this small are exact in JavaScript, and nothing here makes any other kind.

/** Ten-thousandths of the unit: 36.6 Cel is 366000. */
export type Scaled = number;

export const SCALE = 10_000;
const LARGEST = 2_147_483_647;
const DECIMAL = /^(-?)0*(\d{1,6})(?:\.(\d{1,4}))?$/;

/** The number that a decimal text says, or null: no number, too precise, or too large. */
export function scaled(text: unknown): Scaled | null {
  const found = typeof text === "string" ? DECIMAL.exec(text) : null;
  if (!found) return null;
  const value = Number((found[2] ?? "") + (found[3] ?? "").padEnd(4, "0"));
  if (value > LARGEST) return null;
  return found[1] && value ? -value : value;
}

/** Of a number in our own rulebook, which is always one. */
export function known(text: string): Scaled {
  const value = scaled(text);
  if (value === null) throw new Error(`not a number: ${text}`);
  return value;
}

/** Whole division, rounded down; the one place where anything is divided. */
export function quotient(a: number, b: number): number {
  const rest = ((a % b) + b) % b;
  return (a - rest) / b;
}

/** From the least to the greatest. */
export const rising = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);
