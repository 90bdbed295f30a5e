// The phone's clock, and what is known of its error.
//
// Entries carry the phone's own time and how wrong the phone last knew itself to be; the server
// puts them right. A clock that is set while the app is open is noticed against the one that only
// counts.

interface Known {
  /** The phone's time minus the server's, when they last spoke. */
  off: number;
  /** Wall clock minus the counting clock at that moment; null when it was before this start. */
  base: number | null;
}

let known: Known | null = null;

const base = () => Date.now() - performance.now();

export function now(): number {
  return Date.now();
}

export function iso(at: number = now()): string {
  return new Date(at).toISOString();
}

/** The server said what time it is; the answer took `took` ms, half of it on the way back. */
export function heard(server_time: string, took = 0): number {
  const server = Date.parse(server_time);
  if (!Number.isFinite(server)) return known?.off ?? 0;
  known = { off: Math.round(now() - took / 2 - server), base: base() };
  return known.off;
}

/** What was known before this start. */
export function remember(off: number | null): void {
  if (known === null && off !== null) known = { off, base: base() };
}

/** How many ms the phone is ahead, as last known; null when it has never been told. */
export function off(): number | null {
  if (known === null) return null;
  return Math.round(known.off + (known.base === null ? 0 : base() - known.base));
}

/** A moment by the phone's clock, put right as far as the phone can know it; in milliseconds. */
export function put(at: number): number {
  return at - (off() ?? 0);
}

/** The right time as far as the phone can know it. */
export function right(): number {
  return put(now());
}
