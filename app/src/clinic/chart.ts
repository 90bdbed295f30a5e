// One chart per kind of reading, with the plan's lines as they were at the time.
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { labelLimits, paintInvalid, paintLimits, paintRejected, type Lines, type Words } from "./limits";

interface Data {
  unit: string;
  decimals: number;
  now: number;
  at: number[];
  value: number[];
  rejected: number[];
  invalid: [number, number][];
  limits: Lines[];
}

const DAY = 86_400;
const HEIGHT = 168;
const language = document.documentElement.lang === "en" ? "en-GB" : "nb-NO";

/** Draw every chart in this part of the page, and let the period buttons govern them. Where the
 * period is a choice of addresses (nav.spans), it works without us. */
export function drawCharts(root: ParentNode): void {
  const drawn = [...root.querySelectorAll<HTMLElement>("[data-chart]")].map(draw);
  const spans = root.querySelector<HTMLElement>("div.spans");
  if (!spans) return;
  spans.hidden = drawn.length === 0;
  spans.addEventListener("click", (event) => {
    const button = (event.target as HTMLElement).closest<HTMLElement>("[data-days]");
    if (!button) return;
    for (const other of spans.querySelectorAll("[data-days]")) {
      other.setAttribute("aria-pressed", String(other === button));
    }
    for (const show of drawn) show(Number(button.dataset.days));
  });
}

/** Draw one chart; the answer changes how many days it shows. */
function draw(place: HTMLElement): (days: number) => void {
  const source = document.getElementById(place.dataset.chart ?? "");
  const data = JSON.parse(source?.textContent ?? "{}") as Data;
  const period = { days: 14 };
  const chart = new uPlot(options(place, data, period), [data.at, data.value], place);
  new ResizeObserver(() => chart.setSize({ width: place.clientWidth, height: HEIGHT })).observe(place);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => chart.redraw());
  place.addEventListener("keydown", (event) => step(event, chart));
  return (days) => {
    period.days = days;
    chart.setData(chart.data);
  };
}

function options(place: HTMLElement, data: Data, period: { days: number }): uPlot.Options {
  const { yellow = "", red = "", critical = "" } = place.dataset;
  const words: Words = { yellow, red, critical };
  const output = place.closest("figure")?.querySelector<HTMLElement>("output");
  return {
    width: place.clientWidth || 320,
    height: HEIGHT,
    padding: [10, 72, 0, 0],
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "Europe/Oslo"),
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 9 } },
    scales: {
      x: { time: true, range: () => span(data, period.days) },
      y: { range: () => range(data, period.days) },
    },
    axes: [
      axis({ values: (_, ticks) => ticks.map(dayText), space: 60, size: 28 }),
      axis({ size: 46, values: (_, ticks) => ticks.map(numberText(0)) }),
    ],
    series: [{}, line("--ink")],
    hooks: {
      drawClear: [(u) => paintLimits(u, data.limits)],
      draw: [
        (u) => labelLimits(u, data.limits, words, numberText(data.decimals)),
        (u) => paintRejected(u, data.rejected),
        (u) => paintInvalid(u, data.invalid),
      ],
      setCursor: [(u) => say(u, data, output)],
    },
  };
}

function span(data: Data, days: number): [number, number] {
  return [data.now - days * DAY, data.now + days * DAY * 0.02];
}

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function line(name: string): uPlot.Series {
  return {
    stroke: () => colour(name),
    width: 1.5,
    points: { show: true, size: 5, fill: () => colour(name) },
  };
}

function axis(more: uPlot.Axis): uPlot.Axis {
  return {
    stroke: () => colour("--ink-soft"),
    font: "12px 'Inter Variable', sans-serif",
    grid: { stroke: () => colour("--line"), width: 1 },
    ticks: { show: false },
    ...more,
  };
}

/** Room for all readings shown and for the lines near them. */
function range(data: Data, days: number): [number, number] {
  const from = data.now - days * DAY;
  const values = [
    ...data.value.filter((_, index) => (data.at[index] ?? 0) >= from),
    ...data.invalid.filter(([at]) => at >= from).map(([, value]) => value),
  ];
  if (values.length === 0) return [0, 1];
  const low = Math.min(...values);
  const high = Math.max(...values);
  const spread = Math.max(high - low, Math.abs(high) * 0.06, 1);
  const near = data.limits
    .flatMap((held) => Object.values(held.lines))
    .filter((limit) => limit >= low - spread && limit <= high + spread);
  const least = Math.min(low, ...near);
  const most = Math.max(high, ...near);
  const edge = (most - least) * 0.12 || 1;
  return [least - edge, most + edge];
}

function dayText(seconds: number): string {
  return new Intl.DateTimeFormat(language, {
    day: "numeric",
    month: "short",
    timeZone: "Europe/Oslo",
  }).format(seconds * 1000);
}

function numberText(decimals: number): (value: number) => string {
  const format = new Intl.NumberFormat(language, {
    minimumFractionDigits: decimals,
    maximumFractionDigits: 4,
  });
  return (value) => format.format(value);
}

/** The exact value under the pointer, or under the arrow keys. */
function say(chart: uPlot, data: Data, output?: HTMLElement | null): void {
  const index = chart.cursor.idx;
  if (!output) return;
  if (index == null) {
    output.textContent = "";
    return;
  }
  const at = new Intl.DateTimeFormat(language, {
    day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", timeZone: "Europe/Oslo",
  }).format((data.at[index] ?? 0) * 1000);
  output.textContent = `${numberText(data.decimals)(data.value[index] ?? 0)} ${data.unit} · ${at}`;
}

function step(event: KeyboardEvent, chart: uPlot): void {
  const by = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
  const times = chart.data[0];
  if (by === 0 || times.length === 0) return;
  event.preventDefault();
  const here = chart.cursor.idx ?? (by > 0 ? -1 : times.length);
  const index = Math.min(Math.max(here + by, 0), times.length - 1);
  chart.setCursor({ left: chart.valToPos(times[index]!, "x"), top: 10 });
}
