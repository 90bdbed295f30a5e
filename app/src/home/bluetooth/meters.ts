// The meters that can be read: their service, what they notify of, and when a measurement ends.
import type { Kind } from "./frame.ts";
import type { Calm } from "./settle.ts";

export type MeterName = "cuff" | "oximeter" | "scale" | "thermometer" | "glucose" | "belt";

export interface Meter {
  name: MeterName;
  kinds: readonly Kind[]; // the first is what it is for
  service: number;
  notifies: readonly number[]; // those that it lacks are passed over, but one it must have
  control?: number; // of stored records, which are asked for
  calm?: Calm; // of a stream, which settles
  quiet: number; // seconds without more, and what has come is all
  patience: number; // seconds from start to result
}

const QUIET = 1.5;

export const METERS: readonly Meter[] = [
  {
    name: "cuff",
    kinds: ["blood_pressure", "heart_rate"],
    service: 0x1810,
    notifies: [0x2a35, 0x2a36],
    quiet: QUIET,
    patience: 240,
  },
  {
    name: "oximeter",
    kinds: ["oxygen_saturation", "heart_rate"],
    service: 0x1822,
    notifies: [0x2a5e, 0x2a5f],
    calm: { seconds: 10, spread: 1 },
    quiet: QUIET,
    patience: 90,
  },
  {
    name: "scale",
    kinds: ["body_weight"],
    service: 0x181d,
    notifies: [0x2a9d],
    quiet: QUIET,
    patience: 90,
  },
  {
    name: "thermometer",
    kinds: ["body_temperature"],
    service: 0x1809,
    notifies: [0x2a1c, 0x2a1e],
    quiet: QUIET,
    patience: 180,
  },
  {
    name: "glucose",
    kinds: ["blood_glucose"],
    service: 0x1808,
    notifies: [0x2a18],
    control: 0x2a52,
    quiet: QUIET,
    patience: 60,
  },
  {
    name: "belt",
    kinds: ["heart_rate"],
    service: 0x180d,
    notifies: [0x2a37],
    calm: { seconds: 15, spread: Infinity }, // a pulse is never still: its middle is taken
    quiet: QUIET,
    patience: 60,
  },
];

/** The meter for a kind, if there is one that can be read. */
export function meterFor(kind: string): Meter | undefined {
  return METERS.find((meter) => meter.kinds[0] === kind);
}
