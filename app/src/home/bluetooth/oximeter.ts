// Pulse oximeter: one result, 0x2A5E, and the stream while the finger is in it, 0x2A5F.
import { Bytes, framed, named, one, type Found, type Frame } from "./frame.ts";
import { kept, type Text } from "./numbers.ts";

// Where the reference names no word for a bit, the milder one is taken: a value that asks for
// another is still acted on when it is critical (C-6), one that is rejected is not.
const STATUS = [
  [6, "early_estimate"],
  [10, "demo"],
  [11, "testing"],
  [12, "calibrating"],
  [13, "unavailable"],
  [14, "questionable"],
  [15, "invalid"],
] as const;
const SENSOR = [
  [1, "sensor_malfunction"],
  [2, "questionable"],
  [3, "inadequate_signal"],
  [4, "poor_signal"],
  [5, "low_perfusion"],
  [6, "erratic_signal"],
  [7, "inadequate_signal"],
  [8, "questionable"],
  [10, "poor_signal"],
  [11, "sensor_off_user"],
  [12, "questionable"],
  [13, "questionable"],
  [14, "sensor_malfunction"],
  [15, "sensor_disconnected"],
] as const;
const STATUS_NOTES = [
  [5, "ongoing"],
  [7, "validated"],
  [8, "fully_qualified"],
  [9, "from_storage"],
] as const;
const KNOWN_FLAGS = 0x1f;

/** The one result of a measurement, with the pulse. */
export function spotCheck(content: Uint8Array): Frame {
  const left = new Bytes(content);
  const flags = left.whole(1);
  const saturation = kept(left.sfloat());
  const pulse = kept(left.sfloat());
  const taken = flags & 1 ? left.dateTime() : null;
  const said = whatItSays(left, Boolean(flags & 2), Boolean(flags & 4));
  const also: Record<string, Text> = flags & 8 ? { pulse_amplitude: kept(left.sfloat()) } : {};
  const clockNotSet = Boolean(flags & 16);
  return framed({
    found: both(saturation, pulse, said.quality),
    taken: clockNotSet ? null : taken,
    also,
    notes: [
      ...(clockNotSet ? ["clock_not_set"] : []),
      ...said.notes,
      ...left.notes(flags, KNOWN_FLAGS),
    ],
  });
}

/** One moment of the stream. It becomes a result only when the stream has settled. */
export function continuous(content: Uint8Array): Frame {
  const left = new Bytes(content);
  const flags = left.whole(1);
  const saturation = kept(left.sfloat());
  const pulse = kept(left.sfloat());
  const also: Record<string, Text> = {};
  for (const [bit, name] of [[1, "fast"], [2, "slow"]] as const) {
    if (!(flags & bit)) continue;
    also[`${name}_saturation`] = kept(left.sfloat());
    also[`${name}_pulse`] = kept(left.sfloat());
  }
  const said = whatItSays(left, Boolean(flags & 4), Boolean(flags & 8));
  if (flags & 16) also.pulse_amplitude = kept(left.sfloat());
  const notes = [...said.notes, ...left.notes(flags, KNOWN_FLAGS)];
  return framed({ found: both(saturation, pulse, said.quality), also, notes });
}

function both(saturation: Text, pulse: Text, quality: string[]): Found[] {
  return [
    one("oxygen_saturation", saturation, { quality }),
    one("heart_rate", pulse, { quality }),
  ];
}

/** What the meter says of the measurement and of its sensor. */
function whatItSays(
  left: Bytes,
  hasStatus: boolean,
  hasSensor: boolean,
): { quality: string[]; notes: string[] } {
  const status = hasStatus ? left.whole(2) : 0;
  const sensor = hasSensor ? left.whole(3) : 0;
  const quality = [...new Set([...named(status, STATUS), ...named(sensor, SENSOR)])];
  const analysing = (sensor >> 9) & 1 ? ["analysing"] : [];
  return { quality, notes: [...named(status, STATUS_NOTES), ...analysing] };
}
