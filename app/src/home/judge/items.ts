// From the items of a scenario to what is judged. What is not exactly the format is refused.
import { scaled, type Scaled } from "./numbers.ts";
import {
  ASKED,
  ASKING_AGAIN,
  CLOCK_MAY_BE_FAST,
  KINDS,
  OFF_SCALE,
  REJECTING,
  type Spec,
} from "./rulebook.ts";
import type { ItemFile, Scenario } from "./scenario.ts";
import { moment } from "./time.ts";

interface Anything {
  id: string;
  kind: string;
  at: number;
  received: number;
}

/** One value of one kind. second: the lower pressure. off: the meter showed HI or LO, and `value` is
 * NO_VALUE. oxygen, model: a change of either starts the
 * baseline anew; empty when unknown. */
export interface Reading extends Anything {
  sort: "reading";
  spec: Spec;
  value: Scaled;
  second: Scaled | null;
  off: "above" | "below" | null;
  quality: readonly string[];
  flagged: boolean;
  device: string;
  sequence: number | null;
  pair: string;
  manual: boolean;
  oxygen: string;
  model: string;
}

/** One form as it was answered; null for a blank. `kind` is the questionnaire's name. */
export interface Form extends Anything {
  sort: "form";
  items: Readonly<Record<string, number | null>> | null;
  total: number | null;
  safeNow: string | null;
  by: string;
}

/** A baseline begins anew. measure: of what; null for everything. */
export interface Reset extends Anything {
  sort: "reset";
  measure: string | null;
}

/** What happened, and sets taken by staff: the phone knows of them, and judges none. */
export interface Other extends Anything {
  sort: "other";
}

export type Item = Reading | Form | Reset | Other;

const NO_VALUE = -1; // lower than anything that can be measured, and compared with nothing
const QUALITY = new Set([...REJECTING, ...ASKING_AGAIN, ...OFF_SCALE]);
const WHY_ANEW = new Set<unknown>(["oxygen_flow", "hospital_stay", "device_model", "plan_change"]);
const EVERY = "kind id received_at by source subject note";
const MEASURED = `${EVERY} unit measured_at device quality flags oxygen`;
const FIELDS: Readonly<Record<string, string>> = {
  measured: `${MEASURED} value`,
  pair: `${MEASURED} systolic diastolic pair`,
  answers: `${EVERY} questionnaire answered_at items total safe_now version`,
  baseline_reset: `${EVERY} at reason measure`,
};
const OTHERS: Readonly<Record<string, string>> = {
  dose_late: "scheduled_at",
  dose_taken: "scheduled_at",
  door_open: "at",
  bed_exit: "at",
  fall: "at",
  news2: "measured_at",
};

/** All that is known, each thing once; what arrived at `now`; and what could not be read. */
export interface Taken {
  items: Item[];
  came: ReadonlySet<string>;
  unread: { what: string; why: string }[];
}

/** Read history and input. The same id again is the same thing again, and the first counts. */
export function take(scenario: Scenario, now: number): Taken {
  const unread: Taken["unread"] = [];
  const read = (files: readonly ItemFile[], place: string, at: number | null): Item[] => {
    const found = files.flatMap((file, number) => {
      const one = item(file, `${place}${number}`, at);
      const isFast = one && at !== null && one.at - at > CLOCK_MAY_BE_FAST;
      if (one && one.received <= now && !isFast) return [one];
      unread.push({ what: String(file.kind), why: one ? "clock" : "item" });
      return [];
    });
    return found.sort((a, b) => a.at - b.at);
  };
  const before = read(scenario.history, "history/", null);
  const arrived = read(scenario.input, "input/", now);
  const once = new Map<string, Item>();
  for (const one of [...before, ...arrived]) if (!once.has(one.id)) once.set(one.id, one);
  return { items: [...once.values()], came: new Set(arrived.map((one) => one.id)), unread };
}

function item(file: ItemFile, place: string, now: number | null): Item | null {
  const kind = typeof file.kind === "string" ? file.kind : "";
  const spec = KINDS.get(kind);
  const shape = spec ? (spec.secondPlausible ? "pair" : "measured") : kind;
  const named = spec ? "measured_at" : kind === "answers" ? "answered_at" : "at";
  const at = moment(file[OTHERS[kind] ?? named]);
  const received = file.received_at === undefined ? (now ?? at) : moment(file.received_at);
  if (at === null || received === null) return null;
  const id = file.id === undefined ? place : typeof file.id === "string" && file.id;
  if (!id) return null;
  if (kind in OTHERS) return { sort: "other", id, kind, at, received };
  const allowed = FIELDS[shape]?.split(" ");
  if (!allowed || Object.keys(file).some((name) => !allowed.includes(name))) return null;
  const base = { id, kind, at, received };
  if (spec) return reading(file, base, spec);
  return kind === "answers" ? form(file, base) : reset(file, base);
}

function reading(file: ItemFile, base: Anything, spec: Spec): Reading | null {
  const two = spec.secondPlausible !== null;
  const quality = texts(file.quality);
  const off = offOf(quality ?? []);
  if (off === "both") return null;
  const given = two ? [file.systolic, file.diastolic] : [file.value];
  if (off !== null && given.some((one) => one !== undefined)) return null;
  const value = off === null ? scaled(given[0]) : NO_VALUE;
  const second = two ? (off === null ? scaled(given[1]) : NO_VALUE) : null;
  const flags = texts(file.flags);
  const oxygen = oxygenOf(file.oxygen);
  const device = (file.device ?? {}) as Record<string, unknown>;
  if (value === null || (two && second === null) || file.unit !== spec.unit) return null;
  if (!quality?.every((flag) => QUALITY.has(flag))) return null;
  if (!flags?.every((flag) => flag === "irregular_pulse") || oxygen === null) return null;
  return {
    ...base,
    sort: "reading",
    spec,
    value,
    second,
    off,
    quality,
    flagged: flags.length > 0,
    device: String(device.id ?? ""),
    sequence: typeof device.sequence === "number" ? device.sequence : null,
    pair: String(file.pair ?? ""),
    manual: file.source === "manual",
    oxygen,
    model: String(device.model ?? ""),
  };
}

function offOf(quality: readonly string[]): Reading["off"] | "both" {
  const [above, below] = [quality.includes("above_range"), quality.includes("below_range")];
  if (above && below) return "both";
  return above ? "above" : below ? "below" : null;
}

function texts(list: unknown): string[] | null {
  if (list === undefined) return [];
  return Array.isArray(list) && list.every((one) => typeof one === "string") ? list : null;
}

/** How much was given; two ways of writing one number are the same. Null: unreadable. */
function oxygenOf(given: unknown): string | null {
  if (given === undefined) return "";
  const { on, flow_l_min: flow } = given as { on?: unknown; flow_l_min?: unknown };
  if (on === false) return "off";
  if (on !== true) return null;
  if (flow === undefined) return "";
  const litres = scaled(flow);
  return litres === null ? null : `${litres}`;
}

function form(file: ItemFile, base: Anything): Form | null {
  const kind = typeof file.questionnaire === "string" ? file.questionnaire : "";
  const asked = ASKED.get(kind);
  const { items, total, safe_now: safeNow = null, version } = file;
  if (!asked || (items === undefined) === (total === undefined)) return null;
  if (version !== undefined && version !== asked.version) return null;
  if (![null, "yes", "no", "unsure"].includes(safeNow as string | null)) return null;
  const whole = { ...base, kind, sort: "form" as const, safeNow: safeNow as string | null };
  const by = typeof file.by === "string" ? file.by : "patient";
  if (items === undefined) {
    return isCount(total, asked.highest ?? -1) ? { ...whole, by, items: null, total } : null;
  }
  const given = Object.entries((items ?? {}) as Record<string, unknown>);
  const isAnswer = ([name, value]: [string, unknown]): boolean =>
    name in asked.most && (value === null || isCount(value, asked.most[name] ?? -1));
  if (given.length === 0 || !given.every(isAnswer)) return null;
  return { ...whole, by, items: items as Record<string, number | null>, total: null };
}

const isCount = (value: unknown, most: number): value is number =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) <= most;

function reset(file: ItemFile, base: Anything): Reset | null {
  const measure = file.measure ?? null;
  if (!WHY_ANEW.has(file.reason)) return null;
  if (measure !== null && !(typeof measure === "string" && KINDS.has(measure))) return null;
  return { ...base, sort: "reset", measure };
}
