// From a characteristic and its bytes to what was measured. Never throws, whatever the bytes.
import { Unreadable, type Fault, type Frame } from "./frame.ts";
import { bloodGlucose } from "./glucose.ts";
import { heartRate } from "./heart.ts";
import { continuous, spotCheck } from "./oximeter.ts";
import { bloodPressure, cuffPressure } from "./pressure.ts";
import { passingTemperature, temperature } from "./thermometer.ts";
import { bodyWeight } from "./weight.ts";

const PARSERS = new Map<number, (content: Uint8Array) => Frame>([
  [0x2a35, bloodPressure],
  [0x2a36, cuffPressure],
  [0x2a5e, spotCheck],
  [0x2a5f, continuous],
  [0x2a9d, bodyWeight],
  [0x2a1c, temperature],
  [0x2a1e, passingTemperature],
  [0x2a18, bloodGlucose],
  [0x2a37, heartRate],
]);

/** What a meter said in one notification or indication of this characteristic. */
export function decode(characteristic: number, content: Uint8Array): Frame | Fault {
  const parser = PARSERS.get(characteristic);
  if (!parser) return { fault: "unknown characteristic" };
  try {
    return parser(content);
  } catch (error) {
    if (error instanceof Unreadable) return { fault: error.message };
    throw error;
  }
}
