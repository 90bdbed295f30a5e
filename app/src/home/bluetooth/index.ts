// Meters over Web Bluetooth: what the rest of the app needs of them.
export { METERS, meterFor, type Meter, type MeterName } from "./meters.ts";
export { measure, visit, type State } from "./measure.ts";
export { bluetooth, MeterError, type Code } from "./radio.ts";
export type { Known, Outcome, Taken } from "./taking.ts";
import { bluetooth } from "./radio.ts";

/** Whether this browser can talk with meters at all. On iPhone and iPad none can. */
export function available(): boolean {
  return bluetooth() !== null;
}
