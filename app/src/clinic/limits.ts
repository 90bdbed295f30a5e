// The plan's lines in a chart: each drawn only for the time in which it held.
import type uPlot from "uplot";

type Named = Partial<
  Record<"red_low" | "yellow_low" | "yellow_high" | "red_high" | "crit_low" | "crit_high", number>
>;

/** The lines of one plan version, from when until when (null: still). */
export interface Lines {
  from: number;
  to: number | null;
  version: number;
  lines: Named;
}

export interface Words {
  yellow: string;
  red: string;
  critical: string;
}

const colour = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const PAIRS = [
  ["yellow_low", "--yellow-line"],
  ["yellow_high", "--yellow-line"],
  ["red_low", "--red-line"],
  ["red_high", "--red-line"],
  ["crit_low", "--red-line"],
  ["crit_high", "--red-line"],
] as const;

/** Fill and draw the lines behind the readings. */
export function paintLimits(chart: uPlot, held: Lines[]): void {
  const { ctx } = chart;
  const { left, top, width, height } = chart.bbox;
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top, width, height);
  ctx.clip();
  for (const lines of held) {
    const start = clampX(chart, lines.from);
    const end = lines.to === null ? left + width : clampX(chart, lines.to);
    if (end <= start) continue;
    paintOne(chart, lines.lines, start, end);
  }
  ctx.restore();
}

function paintOne(chart: uPlot, named: Named, start: number, end: number): void {
  const { top, height } = chart.bbox;
  const bottom = top + height;
  const y = (value: number): number => chart.valToPos(value, "y", true);
  const fill = (from: number | undefined, to: number, name: string): void => {
    if (from === undefined) return;
    chart.ctx.fillStyle = colour(name);
    chart.ctx.fillRect(start, Math.min(y(from), to), end - start, Math.abs(to - y(from)));
  };
  fill(named.yellow_low, named.red_low === undefined ? bottom : y(named.red_low), "--band-yellow");
  fill(named.red_low, bottom, "--band-red");
  fill(named.yellow_high, named.red_high === undefined ? top : y(named.red_high), "--band-yellow");
  fill(named.red_high, top, "--band-red");
  for (const [key, name] of PAIRS) {
    const value = named[key];
    if (value !== undefined) stroke(chart, start, end, y(value), name, key.startsWith("crit"));
  }
}

function stroke(
  chart: uPlot, start: number, end: number, y: number, name: string, isCritical: boolean,
): void {
  const { ctx } = chart;
  ctx.strokeStyle = colour(name);
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash(isCritical ? [2 * devicePixelRatio, 3 * devicePixelRatio] : []);
  ctx.beginPath();
  ctx.moveTo(start, y);
  ctx.lineTo(end, y);
  ctx.stroke();
  ctx.setLineDash([]);
}

/** Name the lines that hold now, in the margin beside them, none on top of another. */
export function labelLimits(
  chart: uPlot, held: Lines[], words: Words, text: (value: number) => string,
): void {
  const now = held.find((lines) => lines.to === null)?.lines ?? {};
  const { top, height } = chart.bbox;
  const labels = PAIRS.filter(([key]) => now[key] !== undefined)
    .map(([key, name]) => {
      const word = key.startsWith("crit") ? words.critical : key.startsWith("red") ? words.red : words.yellow;
      const value = now[key] ?? 0;
      return { y: chart.valToPos(value, "y", true), text: `${word} ${text(value)}`, name };
    })
    .filter(({ y }) => y >= top && y <= top + height)
    .sort((one, other) => one.y - other.y);
  let lowest = -Infinity;
  for (const { y, text: said, name } of labels) {
    lowest = Math.max(y, lowest + 12 * devicePixelRatio);
    label(chart, lowest, said, name);
  }
}

function label(chart: uPlot, y: number, text: string, name: string): void {
  const { ctx } = chart;
  ctx.save();
  ctx.font = `500 ${11 * devicePixelRatio}px 'Inter Variable', sans-serif`;
  ctx.textAlign = "left";
  ctx.textBaseline = "middle";
  ctx.fillStyle = colour(name);
  ctx.fillText(text, chart.bbox.left + chart.bbox.width + 5 * devicePixelRatio, y);
  ctx.restore();
}

/** Readings that could not be used: a cross on the axis, never a value. */
export function paintRejected(chart: uPlot, at: number[]): void {
  const { ctx } = chart;
  const { left, top, width, height } = chart.bbox;
  const size = 3 * devicePixelRatio;
  ctx.save();
  ctx.strokeStyle = colour("--ink-soft");
  ctx.lineWidth = 1.5 * devicePixelRatio;
  for (const seconds of at) {
    const x = chart.valToPos(seconds, "x", true);
    if (x < left || x > left + width) continue;
    const y = top + height - size - devicePixelRatio;
    ctx.beginPath();
    ctx.moveTo(x - size, y - size);
    ctx.lineTo(x + size, y + size);
    ctx.moveTo(x + size, y - size);
    ctx.lineTo(x - size, y + size);
    ctx.stroke();
  }
  ctx.restore();
}

/** A reading that does not count: a cross where it was, on no line. */
export function paintInvalid(chart: uPlot, invalid: [number, number][]): void {
  const { ctx } = chart;
  const arm = 4 * devicePixelRatio;
  ctx.save();
  ctx.strokeStyle = colour("--ink-soft");
  ctx.lineWidth = 1.5 * devicePixelRatio;
  for (const [at, value] of invalid) {
    const x = chart.valToPos(at, "x", true);
    const y = chart.valToPos(value, "y", true);
    ctx.beginPath();
    ctx.moveTo(x - arm, y - arm);
    ctx.lineTo(x + arm, y + arm);
    ctx.moveTo(x - arm, y + arm);
    ctx.lineTo(x + arm, y - arm);
    ctx.stroke();
  }
  ctx.restore();
}

function clampX(chart: uPlot, seconds: number): number {
  const { left, width } = chart.bbox;
  return Math.min(Math.max(chart.valToPos(seconds, "x", true), left), left + width);
}
