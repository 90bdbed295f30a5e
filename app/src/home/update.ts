// The worker that keeps the app on the phone, and new versions of it.
//
// A new version is fetched beside the old one and waits. It is taken into use when the person says
// so, or when the app is started anew; never under somebody's hands.
import { change } from "./state.ts";

interface Policies {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): unknown;
}

const WORKER = "/hjem/sw.js";
const HOUR = 3600_000;

export function startWorker(): void {
  const without = () => change({ stays: false });
  if (!("serviceWorker" in navigator)) return without();
  // Our content policy lets only what goes through here become a script's address.
  (window as { trustedTypes?: Policies }).trustedTypes?.createPolicy("default", {
    createScriptURL: (url) => (new URL(url, location.href).pathname === WORKER ? url : ""),
  });
  void register().then((found) => (found ? watch(found) : without()), without);
}

/** None, or an error, where the browser or whoever set it up allows no workers. Without contact
 * the one that is here already is as good as a new one. */
async function register(): Promise<ServiceWorkerRegistration | undefined> {
  const here = await navigator.serviceWorker.getRegistration("/hjem/");
  return (await navigator.serviceWorker.register(WORKER, { scope: "/hjem/" }).catch(() => here)) ?? here;
}

function watch(found: ServiceWorkerRegistration): void {
  if (found.waiting) offer(found.waiting);
  found.addEventListener("updatefound", () => {
    const coming = found.installing;
    coming?.addEventListener("statechange", () => {
      if (coming.state === "installed" && navigator.serviceWorker.controller) offer(coming);
    });
  });
  setInterval(() => void found.update().catch(() => undefined), HOUR);
}

function offer(coming: ServiceWorker): void {
  change({
    newer: () => {
      navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), {
        once: true,
      });
      coming.postMessage("use");
    },
  });
}
