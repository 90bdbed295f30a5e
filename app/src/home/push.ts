// Being told that something waits: in the worker what is pushed, in the page whether it may be,
// in both that a browser has moved to another address, as they do now and then.
//
// What comes says that something waits and never what. It is sealed for this browser alone; who
// carries it learns that Heime sent something, and nothing else.
import { get, keepCsrf, post, remove } from "./api.ts";
import type { Me } from "./day.ts";
import { keepSmall, small } from "./store.ts";

interface Pushed extends Event {
  waitUntil(what: Promise<unknown>): void;
  data: { json(): unknown } | null;
}

interface Pressed extends Event {
  waitUntil(what: Promise<unknown>): void;
  notification: { close(): void; data?: { link?: unknown } };
}

interface Window {
  url: string;
  focus(): Promise<unknown>;
  navigate(to: string): Promise<unknown>;
}

interface Worker {
  registration: { showNotification(title: string, how: object): Promise<void> };
  clients: {
    matchAll(which: object): Promise<Window[]>;
    openWindow(to: string): Promise<unknown>;
  };
}

const START = "/hjem/";
const TITLE = "Heime";

/** In the worker: show what was pushed. A browser wants something shown whatever came. */
export function onPush(event: Pushed): void {
  const { text, link } = readable(event.data);
  const worker = self as unknown as Worker;
  event.waitUntil(
    worker.registration.showNotification(TITLE, {
      body: text,
      // One at a time: what waits is one thing, however often it is told.
      tag: "heime",
      renotify: true,
      icon: "/static/home/icon-192.png",
      data: { link },
    }),
  );
}

function readable(data: Pushed["data"]): { text: string; link: string } {
  try {
    const said = data?.json() as { text?: unknown; link?: unknown } | null;
    const text = typeof said?.text === "string" ? said.text.slice(0, 200) : "";
    return { text, link: inside(said?.link) };
  } catch {
    return { text: "", link: START };
  }
}

/** A path of our own pages; anything else leads to the first page. */
function inside(link: unknown): string {
  return typeof link === "string" && /^\/hjem\/[\w/-]*$/.test(link) ? link : START;
}

/** In the worker: somebody pressed what was shown. The app that is open comes forward. */
export function onPressed(event: Pressed): void {
  event.notification.close();
  event.waitUntil(open(inside(event.notification.data?.link)));
}

async function open(link: string): Promise<unknown> {
  const { clients } = self as unknown as Worker;
  const windows = await clients.matchAll({ type: "window", includeUncontrolled: true });
  const ours = windows.find((one) => new URL(one.url).pathname.startsWith(START));
  if (!ours) return clients.openWindow(link);
  if (link !== START) await ours.navigate(link).catch(() => undefined);
  return ours.focus();
}

export type Standing = "on" | "off" | "refused" | "not here";

/** Whether this browser is pushed to now. "not here": it cannot, or not before it is installed. */
export async function standing(): Promise<Standing> {
  if (!("PushManager" in globalThis) || !("Notification" in globalThis)) return "not here";
  if (!(await registration())) return "not here";
  if (Notification.permission === "denied") return "refused";
  return (await subscription()) ? "on" : "off";
}

async function subscription(): Promise<PushSubscription | null> {
  return (await (await registration())?.pushManager.getSubscription()) ?? null;
}

/** The worker's own, or the one of this page; none where the browser has no worker for us. */
async function registration(): Promise<ServiceWorkerRegistration | null> {
  if (inTheWorker) return inTheWorker;
  return (await navigator.serviceWorker?.getRegistration(START).catch(() => undefined)) ?? null;
}

const inTheWorker = (globalThis as { registration?: ServiceWorkerRegistration }).registration;

/** Ask whether we may, and tell the server where. Called from a press, as browsers want it. */
export async function subscribe(key: string, account: string): Promise<Standing> {
  if ((await standing()) === "not here") return "not here";
  if ((await Notification.requestPermission()) !== "granted") return "refused";
  await renew(key, account);
  return "on";
}

/** What the server was last told of this browser, and in whose name. */
interface Known {
  account: string;
  endpoint: string;
  key: string;
}

/** In the worker: the browser has moved. Signed out or without contact, the next start tells it. */
export function onMoved(event: { waitUntil(what: Promise<unknown>): void }): void {
  const tell = async () => {
    const me = await get<Me>("me");
    keepCsrf(me.csrf);
    await moved(me.account);
  };
  event.waitUntil(tell().catch(() => undefined));
}

/** Tell the server, without asking anybody, if the browser has moved since it was told where. */
export async function moved(account: string): Promise<void> {
  const told = await small<Known>("push");
  if (told?.account !== account || Notification.permission !== "granted") return;
  if ((await subscription())?.endpoint === told.endpoint) return;
  await renew(told.key, account);
  await remove("push", { endpoint: told.endpoint });
}

/** Tell the server where this browser is now. */
async function renew(key: string, account: string): Promise<void> {
  const worker = inTheWorker ?? (await navigator.serviceWorker.ready);
  const wanted = bytes(key);
  const before = await worker.pushManager.getSubscription();
  if (before && !same(before.options.applicationServerKey, wanted)) await before.unsubscribe();
  const made = await worker.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: wanted,
  });
  const { endpoint, keys } = made.toJSON();
  await post("push", { endpoint, keys });
  await keepSmall("push", { account, endpoint: made.endpoint, key } satisfies Known);
}

/** No more of it on this browser: told first to the server, so that nothing is sent to nobody. */
export async function unsubscribe(): Promise<void> {
  const found = await subscription();
  if (!found) return;
  await remove("push", { endpoint: found.endpoint });
  await found.unsubscribe();
  await keepSmall("push", null);
}

function same(one: ArrayBuffer | null, other: Uint8Array): boolean {
  const known = new Uint8Array(one ?? new ArrayBuffer(0));
  return known.length === other.length && known.every((byte, at) => byte === other[at]);
}

function bytes(key: string): Uint8Array<ArrayBuffer> {
  const plain = atob(key.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}
