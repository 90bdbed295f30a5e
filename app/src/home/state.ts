// What the whole app knows right now, in one place; pages read it and are drawn anew when it changes.
import { useEffect, useState } from "preact/hooks";
import type { Day, Me } from "./day.ts";
import type { Held, Known, Looks, Lost } from "./store.ts";

export interface App {
  /** Whether what the phone keeps has been read. */
  ready: boolean;
  people: Known[];
  person: Known | null;
  day: Day | null;
  /** When the day was last heard from the server, in the phone's own time. */
  heard: number | null;
  held: Held[];
  me: Me | null;
  session: "in" | "out" | "unknown";
  online: boolean;
  /** Whether the phone can keep things at all. */
  disk: boolean;
  /** Whether the app itself stays on the phone, so that it can be opened without coverage. */
  stays: boolean;
  /** What can no longer be read of what was told: when each was made. */
  lost: Lost[];
  looks: Looks;
  /** A new version waits to be used. */
  newer: (() => void) | null;
  /** Somebody is in the middle of something: nothing may change under their hands. */
  busy: boolean;
}

export const LOOKS: Looks = { language: null, size: null, contrast: false, mode: null, kiosk: false };

let app: App = {
  ready: false, people: [], person: null, day: null, heard: null, held: [], me: null,
  session: "unknown", online: navigator.onLine, disk: true, stays: true, lost: [], looks: LOOKS, newer: null, busy: false,
};
const listening = new Set<() => void>();

export function current(): App {
  return app;
}

export function change(what: Partial<App>): void {
  app = { ...app, ...what };
  for (const listener of listening) listener();
}

export function useApp(): App {
  const [seen, set] = useState(app);
  useEffect(() => {
    const listener = () => set(app);
    listening.add(listener);
    listener();
    return () => void listening.delete(listener);
  }, []);
  return seen;
}

/** While this is drawn, the app is not changed for a new version. */
export function useBusy(): void {
  useEffect(() => {
    change({ busy: true });
    return () => change({ busy: false });
  }, []);
}
