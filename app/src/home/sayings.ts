// How times, values and kinds are said: short, in whole words, to one person.
import type { Held } from "./store.ts";
import type { Said } from "./day.ts";
import { language, t } from "./words.ts";

const ZONE = "Europe/Oslo";

function format(at: number | string, how: Intl.DateTimeFormatOptions): string {
  const place = { nb: "nb-NO", nn: "nn-NO", en: "en-GB" }[language()];
  return new Intl.DateTimeFormat(place, { ...how, timeZone: ZONE }).format(new Date(at));
}

export function clock(at: number | string): string {
  return format(at, { hour: "2-digit", minute: "2-digit" });
}

export function weekday(at: number | string): string {
  return format(at, { weekday: "long" });
}

export function date(at: number | string): string {
  return format(at, { day: "numeric", month: "long" });
}

/** The local calendar day, to compare by. */
export function dayOf(at: number | string): string {
  return format(at, { year: "numeric", month: "2-digit", day: "2-digit" });
}

const DAY = 24 * 3600 * 1000;

/** "today 12:00", "tomorrow 08:00", "Friday 08:00", "12 May 08:00". */
export function when(at: number | string, now: number): string {
  const time = clock(at);
  const ahead = Date.parse(new Date(at).toISOString()) - now;
  if (dayOf(at) === dayOf(now)) return t("today at {TIME}", { time });
  if (dayOf(at) === dayOf(now + DAY)) return t("tomorrow at {TIME}", { time });
  if (dayOf(at) === dayOf(now - DAY)) return t("yesterday at {TIME}", { time });
  if (ahead > 0 && ahead < 6 * DAY) return t("{DAY} at {TIME}", { day: weekday(at), time });
  return t("{DAY} at {TIME}", { day: date(at), time });
}

/** The same without a time of day: "today", "tomorrow", "Friday 8 May", "8 May 2027". */
export function day(at: number | string, now: number): string {
  if (dayOf(at) === dayOf(now)) return t("Today");
  if (dayOf(at) === dayOf(now + DAY)) return t("Tomorrow");
  const ahead = Date.parse(new Date(at).toISOString()) - now;
  if (ahead < 6 * DAY) return `${weekday(at)} ${date(at)}`;
  return format(at, { day: "numeric", month: "long", year: "numeric" });
}

/** Night, morning, day, afternoon or evening. */
export function partOfDay(at: number): string {
  const hour = Number(format(at, { hour: "2-digit", hourCycle: "h23" }));
  if (hour < 6) return t("Night");
  if (hour < 10) return t("Morning");
  if (hour < 12) return t("Before noon");
  if (hour < 18) return t("Afternoon");
  return t("Evening");
}

export function greeting(at: number, name: string): string {
  const hour = Number(format(at, { hour: "2-digit", hourCycle: "h23" }));
  if (hour < 6) return t("Hello, {NAME}", { name });
  if (hour < 11) return t("Good morning, {NAME}", { name });
  if (hour < 18) return t("Good day, {NAME}", { name });
  return t("Good evening, {NAME}", { name });
}

/** What is measured, in a word. */
export function kindName(kind: string): string {
  return NAMES[kind]?.() ?? t("Measurement");
}

const NAMES: Record<string, () => string> = {
  oxygen_saturation: () => t("Oxygen in the blood"),
  heart_rate: () => t("Pulse"),
  blood_pressure: () => t("Blood pressure"),
  body_weight: () => t("Weight"),
  body_temperature: () => t("Temperature"),
  respiratory_rate: () => t("Breaths in a minute"),
  blood_glucose: () => t("Blood sugar"),
  fev1: () => t("Breath in one second (FEV1)"),
  fvc: () => t("Whole breath (FVC)"),
  pef: () => t("Strongest breath (PEF)"),
  steps: () => t("Steps"),
  sleep: () => t("Sleep"),
  inr: () => t("Blood thinning (INR)"),
  pain: () => t("Pain"),
  mmrc: () => t("Breathlessness in daily life"),
  borg: () => t("Breathlessness now"),
  copd_daily: () => t("Questions about your breathing"),
  heart_failure_daily: () => t("Questions about your heart"),
  phq9: () => t("Questions about your mood (PHQ-9)"),
  gad7: () => t("Questions about worry (GAD-7)"),
  who5: () => t("Questions about how you are (WHO-5)"),
};

export function unitName(unit: string): string {
  return UNITS[unit]?.() ?? unit;
}

const UNITS: Record<string, () => string> = {
  "%": () => t("percent"),
  "/min": () => t("a minute"),
  "mm[Hg]": () => t("mmHg"),
  kg: () => t("kilos"),
  Cel: () => t("degrees"),
  "mmol/L": () => t("mmol/L"),
  L: () => t("litres"),
  "L/min": () => t("litres a minute"),
  "1": () => t("steps"),
  h: () => t("hours"),
  "{INR}": () => t("INR"),
  "{score}": () => t("points"),
};

/** A value as it is written here: with a comma, but for English. */
export function number(value: string): string {
  return language() === "en" ? value : value.replace(".", ",");
}

interface Valued {
  kind?: string;
  value?: string;
  systolic?: string;
  diastolic?: string;
  total?: number;
  unit?: string;
  quality?: string[];
  off_scale?: "above" | "below";
}

/** What a meter shows that cannot give a number; empty for all that has one. */
export function offScale({ quality = [], off_scale: off }: Valued): string {
  if (off === "above" || quality.includes("above_range")) return t("HI: more than the meter can measure");
  if (off === "below" || quality.includes("below_range")) return t("LO: less than the meter can measure");
  return "";
}

export function value(of: Valued): string {
  const unit = of.unit ? ` ${unitName(of.unit)}` : "";
  if (of.systolic !== undefined && of.diastolic !== undefined)
    return t("{UPPER} over {LOWER}", { upper: number(of.systolic), lower: number(of.diastolic) });
  if (of.value !== undefined) return number(of.value) + unit;
  if (of.total === undefined) return offScale(of);
  return t("{POINTS} points", { points: of.total });
}

/** What an entry on the phone is, in one line. */
export function told(held: Held): string {
  const entry = held.entry;
  switch (entry.sort) {
    case "reading": return `${kindName(entry.kind)}: ${value(entry)}`;
    case "answers": return kindName(entry.questionnaire);
    case "wrong": return t("A measurement marked as wrong");
    case "started": return t("You have started the standby medicine");
    case "not_today": return t("Not today");
    case "pause": return t("A pause");
    case "pause_over": return t("The pause is over");
    case "message": return t("A message to the team");
    case "call_me": return t("You have asked to be called");
  }
}

/** The words for this reader. Bokmål is read by who reads nynorsk; English stands in for none. */
export function say(words: Said | undefined): { text: string; lang: string } {
  for (const lang of { nb: ["nb"], nn: ["nn", "nb"], en: ["en", "nb"] }[language()]) {
    const text = words?.[lang as keyof Said];
    if (text) return { text, lang };
  }
  return { text: "", lang: language() };
}
