// When to send: at once, when there is coverage again, when the app is looked at, and in between
// with longer and longer waits.
import { send } from "./outbox.ts";
import { isLent } from "./lent.ts";
import { again, hearDay, refresh } from "./session.ts";
import { change, current } from "./state.ts";

const FIRST = 5_000;
const LONGEST = 15 * 60_000;

let timer: ReturnType<typeof setTimeout> | undefined;
let wait = FIRST;
let running: Promise<void> | null = null;
let more = false;

/** Send now if nothing is being sent; once more afterwards if something is. */
export function soon(fresh = false): Promise<void> {
  if (fresh) wait = FIRST;
  if (running) {
    more = true;
    return running;
  }
  running = attempt().finally(() => {
    running = null;
    if (more) {
      more = false;
      void soon();
    }
  });
  return running;
}

async function attempt(): Promise<void> {
  clearTimeout(timer);
  const went = await send().catch(() => ({ left: true, wait: null, changed: false }));
  await again();
  if (went.changed) {
    wait = FIRST;
    change({ online: true });
    await hearDay();
  }
  if (!went.left) return;
  askForSync();
  timer = setTimeout(() => void soon(), Math.max(went.wait ?? 0, wait) * (0.8 + Math.random() / 2.5));
  wait = Math.min(wait * 2, LONGEST);
}

/** Where the browser can, it wakes the worker when there is coverage, also with the app closed. */
function askForSync(): void {
  void navigator.serviceWorker?.ready
    .then((found) => (found as Syncing).sync?.register("send"))
    .catch(() => undefined);
}

interface Syncing extends ServiceWorkerRegistration {
  sync?: { register(tag: string): Promise<void> };
}

export function startSending(): void {
  addEventListener("online", () => {
    wait = FIRST;
    void refresh();
  });
  addEventListener("offline", () => change({ online: false }));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "visible") return;
    wait = FIRST;
    void refresh();
  });
  navigator.serviceWorker?.addEventListener("message", (event) => {
    if (event.data === "sent") void again();
  });
  setInterval(() => {
    const { session, person } = current();
    if (document.visibilityState === "visible" && (session === "in" || (person && isLent(person))))
      void hearDay();
  }, 5 * 60_000);
}
