// Where a curve is drawn, and where the plan's limits make it yellow or red: plain numbers.
export interface Span {
  from: number;
  to: number | null;
  lines: Partial<Record<Line, number>>;
}

type Line = "crit_low" | "red_low" | "yellow_low" | "yellow_high" | "red_high" | "crit_high";

export interface Drawn {
  name: string;
  at: number[];
  value: number[];
  zone: (number | null)[];
  limits: Span[];
}

export const NAMED = ["red_low", "yellow_low", "yellow_high", "red_high"] as const;
export type Named = (typeof NAMED)[number];

/** The range of values that is drawn: all of them, and the limits that are near. */
export function range(values: number[], spans: Span[]): [number, number] {
  const least = Math.min(...values);
  const most = Math.max(...values);
  const room = Math.max((most - least) * 1.5, Math.abs(most) * 0.06, 1);
  const near = spans
    .flatMap((one) => NAMED.map((name) => one.lines[name]))
    .filter((line): line is number => line !== undefined && line > least - room && line < most + room);
  const low = Math.min(least, ...near);
  const high = Math.max(most, ...near);
  const edge = Math.max((high - low) * 0.12, Math.abs(high) * 0.005, 0.2);
  return [low - edge, high + edge];
}

export interface Band {
  colour: "red" | "yellow";
  from: number;
  to: number;
  low: number;
  high: number;
}

/** What is painted behind the curve: where it is yellow, and where it is red. */
export function bands(spans: Span[], from: number, to: number, low: number, high: number): Band[] {
  const found: Band[] = [];
  for (const one of spans) {
    const begins = Math.max(one.from * 1000, from);
    const ends = Math.min(one.to === null ? to : one.to * 1000, to);
    if (ends <= begins) continue;
    const { red_low, yellow_low, yellow_high, red_high } = one.lines;
    const add = (colour: Band["colour"], bottom: number, top: number) => {
      const band = { colour, from: begins, to: ends, low: Math.max(bottom, low), high: Math.min(top, high) };
      if (band.high > band.low) found.push(band);
    };
    if (red_low !== undefined) add("red", low, red_low);
    if (yellow_low !== undefined) add("yellow", red_low ?? low, yellow_low);
    if (yellow_high !== undefined) add("yellow", yellow_high, red_high ?? high);
    if (red_high !== undefined) add("red", red_high, high);
  }
  return found;
}
