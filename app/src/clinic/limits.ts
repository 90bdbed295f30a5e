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
  first: Named;
  second: Named;
}

export interface Words {
  yellow: string;
  red: string;
  critical: string;
  rejected: string;
}

const colour = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export function paintLimits(chart: uPlot, held: Lines[], words: Words): void {
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
    for (const named of [lines.first, lines.second]) paintOne(chart, named, start, end, words, lines.to === null);
  }
  ctx.restore();
}

function paintOne(
  chart: uPlot, named: Named, start: number, end: number, words: Words, isNow: boolean,
): void {
  const { top, height } = chart.bbox;
  const y = (value: number): number => chart.valToPos(value, "y", true);
  const fill = (from: number | undefined, to: number, name: string): void => {
    if (from === undefined) return;
    chart.ctx.fillStyle = colour(name);
    chart.ctx.fillRect(start, Math.min(y(from), to), end - start, Math.abs(to - y(from)));
  };
  const bottom = top + height;
  fill(named.yellow_low, named.red_low === undefined ? bottom : y(named.red_low), "--band-yellow");
  fill(named.red_low, bottom, "--band-red");
  fill(named.yellow_high, named.red_high === undefined ? top : y(named.red_high), "--band-yellow");
  fill(named.red_high, top, "--band-red");
  const each: [number | undefined, string, string][] = [
    [named.yellow_low, "--yellow-line", words.yellow],
    [named.yellow_high, "--yellow-line", words.yellow],
    [named.red_low, "--red-line", words.red],
    [named.red_high, "--red-line", words.red],
    [named.crit_low, "--red-line", words.critical],
    [named.crit_high, "--red-line", words.critical],
  ];
  for (const [value, name, word] of each) {
    if (value === undefined) continue;
    stroke(chart, start, end, y(value), name, word === words.critical);
    if (isNow) label(chart, end, y(value), `${word} ${value}`, name);
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

function label(chart: uPlot, end: number, y: number, text: string, name: string): void {
  const { ctx } = chart;
  const { top, height } = chart.bbox;
  if (y < top || y > top + height) return;
  ctx.font = `${11 * devicePixelRatio}px 'Inter Variable', sans-serif`;
  ctx.fillStyle = colour(name);
  ctx.textAlign = "right";
  ctx.textBaseline = "bottom";
  ctx.fillText(text, end - 4 * devicePixelRatio, y - devicePixelRatio);
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

function clampX(chart: uPlot, seconds: number): number {
  const { left, width } = chart.bbox;
  return Math.min(Math.max(chart.valToPos(seconds, "x", true), left), left + width);
}
