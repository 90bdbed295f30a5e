// One curve, drawn as lines in one small picture: bands where the plan's limits are, as they were at
// the time, and each measurement with the shape of how it was judged.
import * as say from "../sayings.ts";
import { t } from "../words.ts";

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

const WIDE = 340;
const HIGH = 170;
const LEFT = 34;
const RIGHT = 52;
const TOP = 12;
const BOTTOM = 24;

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

const NAMED = ["red_low", "yellow_low", "yellow_high", "red_high"] as const;

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

interface Props {
  of: Drawn;
  unit: string;
  decimals: number;
  from: number;
  to: number;
  told: string;
}

export function Curve({ of, unit, decimals, from, to, told }: Props) {
  if (!of.value.length) return null;
  const [low, high] = range(of.value, of.limits);
  const x = (at: number) => LEFT + ((at - from) / (to - from)) * (WIDE - LEFT - RIGHT);
  const y = (value: number) => TOP + ((high - value) / (high - low)) * (HIGH - TOP - BOTTOM);
  const path = of.at.map((at, i) => `${i ? "L" : "M"}${x(at * 1000).toFixed(1)} ${y(of.value[i]!).toFixed(1)}`).join("");
  const said = (value: number) => say.number(value.toFixed(decimals));
  const now = of.limits.find((one) => one.to === null)?.lines ?? {};
  const least = Math.min(...of.value);
  const most = Math.max(...of.value);
  return (
    <figure class="curve">
      {of.name && <figcaption>{of.name[0]!.toUpperCase() + of.name.slice(1)}</figcaption>}
      <svg viewBox={`0 0 ${WIDE} ${HIGH}`} role="img" aria-label={of.name ? `${of.name}: ${told}` : told}>
        {bands(of.limits, from, to, low, high).map((one) => (
          <rect class={`band band-${one.colour}`} x={x(one.from)} y={y(one.high)} width={x(one.to) - x(one.from)} height={y(one.low) - y(one.high)} />
        ))}
        {apart(NAMED.filter((name) => now[name] !== undefined && now[name]! > low && now[name]! < high)
          .map((name) => ({ name, at: y(now[name]!), value: now[name]! })))
          .map(({ name, at, text, value }) => (
            <g class={name.startsWith("red") ? "limit limit-red" : "limit limit-yellow"}>
              <line x1={LEFT} x2={WIDE - RIGHT} y1={at} y2={at} />
              <text x={WIDE - RIGHT + 4} y={text + 4}>{name.startsWith("red") ? t("red") : t("yellow")} {said(value)}</text>
            </g>
          ))}
        <line class="axis" x1={LEFT} x2={WIDE - RIGHT} y1={HIGH - BOTTOM} y2={HIGH - BOTTOM} />
        <path class="course" d={path} />
        {of.at.map((at, i) => <Mark x={x(at * 1000)} y={y(of.value[i]!)} zone={of.zone[i] ?? null} />)}
        <text class="side-number" x={LEFT - 5} y={y(most) + 4}>{said(most)}</text>
        {y(least) - y(most) > 14 && <text class="side-number" x={LEFT - 5} y={y(least) + 4}>{said(least)}</text>}
        <text x={LEFT} y={HIGH - 7}>{say.date(from)}</text>
        <text class="end" x={WIDE - RIGHT} y={HIGH - 7}>{t("now")}{unit && ` (${unit})`}</text>
      </svg>
    </figure>
  );
}

interface Labelled { name: (typeof NAMED)[number]; at: number; value: number }

/** The labels of limits, never on top of each other. */
function apart(all: Labelled[]): (Labelled & { text: number })[] {
  const sorted = [...all].sort((a, b) => a.at - b.at);
  let before = -Infinity;
  return sorted.map((one) => {
    before = Math.max(one.at, before + 14);
    return { ...one, text: before };
  });
}

function Mark({ x, y, zone }: { x: number; y: number; zone: number | null }) {
  if (zone === 4) return <path class="mark mark-red" d={`M${x - 2} ${y - 5}h4l3 3v4l-3 3h-4l-3-3v-4z`} />;
  if (zone === 3) return <path class="mark mark-yellow" d={`M${x} ${y - 5.5}l5.5 9.5h-11z`} />;
  if (zone === 1) return <circle class="mark mark-green" cx={x} cy={y} r={3} />;
  return <circle class="mark mark-grey" cx={x} cy={y} r={3.5} />;
}
