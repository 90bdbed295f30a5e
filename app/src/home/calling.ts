// Whom to call now: the team while it is open by its own hours, else the out-of-hours doctor.
import type { Day } from "./day.ts";
import { right } from "./clock.ts";

export interface Openness {
  open: boolean;
  /** When it closes, or opens next; null when that is not known. */
  until: string | null;
  next: string | null;
}

/** From the hours the phone was told of, so that it is right offline too. */
export function openness(day: Day | null, at: number = right()): Openness {
  const hours = [...(day?.team.open ?? [])].sort((a, b) => Date.parse(a.from) - Date.parse(b.from));
  const now = hours.find((one) => Date.parse(one.from) <= at && at < Date.parse(one.to));
  const next = hours.find((one) => Date.parse(one.from) > at);
  return { open: Boolean(now), until: now?.to ?? null, next: next?.from ?? null };
}

export function dial(number: string): string {
  return `tel:${number.replace(/\s/g, "")}`;
}

/** A number as it is read: 116117 → 116 117, 22400040 → 22 40 00 40. */
export function spaced(number: string): string {
  const plain = number.replace(/\s/g, "");
  if (/^\d{6}$/.test(plain)) return plain.replace(/(\d{3})(\d{3})/, "$1 $2");
  if (/^\d{8}$/.test(plain)) return plain.replace(/(\d{2})(\d{2})(\d{2})(\d{2})/, "$1 $2 $3 $4");
  return number;
}
