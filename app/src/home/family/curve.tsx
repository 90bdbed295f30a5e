// One curve, drawn as lines in one small picture: bands where the plan's limits are, as they were at
// the time, and each measurement with the shape of how it was judged.
import * as say from "../sayings.ts";
import { t } from "../words.ts";
import type { Drawn, Named } from "./bands.ts";
import { NAMED, bands, range } from "./bands.ts";

const WIDE = 340;
const HIGH = 170;
const LEFT = 34;
const RIGHT = 52;
const TOP = 16;
const BOTTOM = 24;

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
        {unit && <text x={0} y={9}>{unit}</text>}
        <text class="side-number" x={LEFT - 5} y={y(most) + 4}>{said(most)}</text>
        {y(least) - y(most) > 14 && <text class="side-number" x={LEFT - 5} y={y(least) + 4}>{said(least)}</text>}
        <text x={LEFT} y={HIGH - 7}>{say.date(from)}</text>
        <text class="end" x={WIDE - RIGHT} y={HIGH - 7}>{t("now")}</text>
      </svg>
    </figure>
  );
}

interface Labelled { name: Named; at: number; value: number }

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
