// A person's curves as small multiples on one shared axis of time, fetched span by span.
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { labelLimits, paintInvalid, paintLimits, paintRejected, type Lines, type Words } from "./limits";

interface Curve {
  name: string;
  unit: string;
  decimals: number;
  at: number[];
  value: number[];
  worse: number[];
  rejected: number[];
  invalid: [number, number][];
  limits: Lines[];
  of: number;
}

interface Mark {
  at: number;
  to: number | null;
  sign: string;
  sort: string;
  text: string;
}

interface Course {
  from: number;
  now: number;
  curves: Curve[];
  marks: Mark[];
}

const HEIGHT = 150;
const LANE = 18;
const language = document.documentElement.lang === "en" ? "en-GB" : "nb-NO";
const shared = uPlot.sync("person");

/** Draw the curves of this page, if it has any, and let the period buttons govern them. */
export function startCurves(): void {
  const place = document.querySelector<HTMLElement>("[data-curves]");
  if (!place) return;
  const spans = place.querySelector<HTMLElement>(".spans");
  if (spans) spans.hidden = false;
  spans?.addEventListener("click", (event) => {
    const button = (event.target as HTMLElement).closest<HTMLElement>("[data-days]");
    if (!button) return;
    for (const other of spans.querySelectorAll("[data-days]")) {
      other.setAttribute("aria-pressed", String(other === button));
    }
    void show(place, button.dataset.days ?? "30");
  });
  void show(place, place.dataset.days ?? "30");
}

let drawn: uPlot[] = [];
let asked = 0;

async function show(place: HTMLElement, days: string): Promise<void> {
  const mine = ++asked;
  const state = place.querySelector<HTMLElement>(".curve-state");
  const list = place.querySelector<HTMLElement>(".curve-list");
  if (!state || !list) return;
  let course: Course;
  try {
    const answer = await fetch(`${place.dataset.curves}?dager=${days}`, {
      headers: { Accept: "application/json" },
    });
    if (!answer.ok) throw new Error(String(answer.status));
    course = (await answer.json()) as Course;
  } catch {
    if (mine === asked) state.textContent = place.dataset.failed ?? "";
    return;
  }
  if (mine !== asked) return; // another span was chosen meanwhile
  for (const chart of drawn) chart.destroy();
  state.textContent = course.curves.length === 0 ? (place.dataset.empty ?? "") : "";
  list.replaceChildren();
  drawn = course.curves.map((curve) => draw(curve, course, place, list));
  tell(place, course);
}

function draw(curve: Curve, course: Course, place: HTMLElement, list: HTMLElement): uPlot {
  const figure = document.createElement("figure");
  figure.className = "curve";
  const caption = document.createElement("figcaption");
  const name = document.createElement("strong");
  name.textContent = curve.name;
  const unit = document.createElement("span");
  unit.className = "quiet";
  unit.textContent = curve.unit;
  const output = document.createElement("output");
  output.className = "at";
  caption.append(name, " ", unit, output);
  const plot = document.createElement("div");
  plot.className = "plot";
  plot.tabIndex = 0;
  plot.setAttribute("role", "img");
  plot.setAttribute("aria-label", (place.dataset.chartOf ?? "").replace("{NAME}", curve.name));
  figure.append(caption, plot);
  list.append(figure);
  const chart = new uPlot(
    options(curve, course, place, plot, output), [curve.at, curve.value], plot,
  );
  new ResizeObserver(() => {
    chart.setSize({ width: plot.clientWidth, height: HEIGHT });
  }).observe(plot);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => chart.redraw());
  plot.addEventListener("keydown", (event) => step(event, chart));
  return chart;
}

function options(
  curve: Curve, course: Course, place: HTMLElement, plot: HTMLElement, output: HTMLElement,
): uPlot.Options {
  const { yellow = "", red = "", critical = "", invalid = "" } = place.dataset;
  const words: Words = { yellow, red, critical };
  const room = (course.now - course.from) * 0.02;
  return {
    width: plot.clientWidth || 320,
    height: HEIGHT,
    padding: [LANE, 72, 0, 0],
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "Europe/Oslo"),
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 9 }, sync: { key: shared.key } },
    scales: {
      x: { time: true, range: () => [course.from, course.now + room] },
      y: { range: () => range(curve) },
    },
    axes: [
      axis({ values: (_, ticks) => ticks.map(dayText), space: 60, size: 26 }),
      axis({ size: 46, values: (_, ticks) => ticks.map(numberText(0)) }),
    ],
    series: [{}, line(curve)],
    hooks: {
      drawClear: [(u) => paintStays(u, course.marks), (u) => paintLimits(u, curve.limits)],
      draw: [
        (u) => labelLimits(u, curve.limits, words, numberText(curve.decimals)),
        (u) => paintRejected(u, curve.rejected),
        (u) => paintInvalid(u, curve.invalid),
        (u) => paintMarks(u, course.marks),
      ],
      setCursor: [(u) => say(u, curve, output, invalid)],
    },
  };
}

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** A year has no room for dots but for what was not green. */
function line(curve: Curve): uPlot.Series {
  const many = curve.at.length > 90;
  const worse = curve.worse.flatMap((one, place) => (one ? [place] : []));
  return {
    stroke: () => colour("--ink"),
    width: many ? 1 : 1.5,
    points: {
      show: true,
      size: many ? 4 : 5,
      fill: () => colour("--ink"),
      filter: () => (many ? worse : null),
    },
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

/** Room for all that is shown and for the lines near it. */
function range(curve: Curve): [number, number] {
  const values = [...curve.value, ...curve.invalid.map(([, value]) => value)];
  if (values.length === 0) return [0, 1];
  const low = Math.min(...values);
  const high = Math.max(...values);
  const spread = Math.max(high - low, Math.abs(high) * 0.06, 1);
  const near = curve.limits
    .flatMap((held) => Object.values(held.lines))
    .filter((limit) => limit >= low - spread && limit <= high + spread);
  const least = Math.min(low, ...near);
  const most = Math.max(high, ...near);
  const edge = (most - least) * 0.12 || 1;
  return [least - edge, most + edge];
}

/** A hospital stay as a quiet band behind everything. */
function paintStays(chart: uPlot, marks: Mark[]): void {
  const { left, top, width, height } = chart.bbox;
  chart.ctx.save();
  chart.ctx.fillStyle = colour("--line");
  for (const mark of marks) {
    if (mark.to === null) continue;
    const start = Math.max(left, chart.valToPos(mark.at, "x", true));
    const end = Math.min(left + width, chart.valToPos(mark.to, "x", true));
    if (end > start) chart.ctx.fillRect(start, top, end - start, height);
  }
  chart.ctx.restore();
}

/** A sign over the curve and a thin line down through it, for what happened. */
function paintMarks(chart: uPlot, marks: Mark[]): void {
  const { ctx, bbox } = chart;
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.font = `600 ${11 * ratio}px 'Inter Variable', sans-serif`;
  ctx.textAlign = "center";
  ctx.textBaseline = "bottom";
  let last = -Infinity;
  for (const mark of marks) {
    const x = Math.round(chart.valToPos(mark.at, "x", true));
    if (x < bbox.left - 1 || x > bbox.left + bbox.width) continue;
    ctx.strokeStyle = colour("--line-strong");
    ctx.lineWidth = ratio;
    ctx.setLineDash([2 * ratio, 3 * ratio]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    if (x - last < 11 * ratio) continue; // the list under the curves has them all
    last = x;
    ctx.fillStyle = colour(mark.sort === "red" ? "--red-line" : "--ink-soft");
    ctx.fillText(mark.sign, x, bbox.top - 2 * ratio);
  }
  ctx.restore();
}

function dayText(seconds: number): string {
  return new Intl.DateTimeFormat(language, {
    day: "numeric", month: "short", timeZone: "Europe/Oslo",
  }).format(seconds * 1000);
}

function momentText(seconds: number): string {
  return new Intl.DateTimeFormat(language, {
    day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", timeZone: "Europe/Oslo",
  }).format(seconds * 1000);
}

function numberText(decimals: number): (value: number) => string {
  const format = new Intl.NumberFormat(language, {
    minimumFractionDigits: decimals,
    maximumFractionDigits: 4,
  });
  return (value) => format.format(value);
}

/** The exact value under the pointer, or under the arrow keys, on every curve at once. */
function say(chart: uPlot, curve: Curve, output: HTMLElement, invalid: string): void {
  const index = chart.cursor.idx;
  if (index == null || curve.at[index] === undefined) {
    output.textContent = "";
    return;
  }
  const at = curve.at[index];
  const beside = curve.invalid.some(([moment]) => Math.abs(moment - at) < 1) ? ` (${invalid})` : "";
  const value = numberText(curve.decimals)(curve.value[index] ?? 0);
  output.textContent = `${value} ${curve.unit} · ${momentText(at)}${beside}`;
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

/** The marks in words, with the sign that stands over the curves. */
function tell(place: HTMLElement, course: Course): void {
  const box = place.querySelector<HTMLElement>(".curve-marks");
  const list = box?.querySelector("ul");
  if (!box || !list) return;
  box.hidden = course.marks.length === 0;
  list.replaceChildren(
    ...course.marks.map((mark) => {
      const line = document.createElement("li");
      const until = mark.to === null ? "" : `–${dayText(mark.to)}`;
      line.textContent = `${mark.sign} ${dayText(mark.at)}${until}: ${mark.text}`;
      return line;
    }),
  );
}
