// Heart rate 0x2A37: one moment of a belt's or a watch's stream.
import { Bytes, framed, one, Unreadable, type Frame } from "./frame.ts";

const NO_CONTACT = 2;

export function heartRate(content: Uint8Array): Frame {
  const left = new Bytes(content);
  const flags = left.whole(1);
  const rate = left.whole(flags & 1 ? 2 : 1);
  const quality = ((flags >> 1) & 3) === NO_CONTACT ? ["sensor_off_user"] : [];
  const also: Record<string, string> = {};
  if (flags & 8) also.energy_kj = String(left.whole(2));
  if (flags & 16) also.rr_1024 = intervals(left).join(" ");
  const found = [one("heart_rate", String(rate), { quality })];
  return framed({ found, also, notes: left.notes(flags, 0x1f) });
}

/** The times between beats, in 1024ths of a second: all that is left, and at least one. */
function intervals(left: Bytes): number[] {
  if (left.left < 2 || left.left % 2) throw new Unreadable("truncated");
  return Array.from({ length: left.left / 2 }, () => left.whole(2));
}
