// The service worker: keeps the app itself on the phone, and sends what waits when it is woken.
//
// Each build has a cache of its own, filled before it is used and never changed afterwards. What is
// said of anybody's health is not kept here but sealed in the store (store.ts).
import { send } from "./outbox.ts";
import { onMoved, onPressed, onPush } from "./push.ts";

// The few pieces of a worker that are used; the library's own types of them and of pages exclude
// each other.
interface Lasting extends Event {
  waitUntil(what: Promise<unknown>): void;
}

interface Asked extends Lasting {
  request: Request;
  respondWith(answer: Promise<Response>): void;
}

interface Woken extends Lasting {
  tag: string;
}

interface Events {
  install: Lasting;
  activate: Lasting;
  message: MessageEvent & Lasting;
  fetch: Asked;
  sync: Woken;
  push: Parameters<typeof onPush>[0];
  pushsubscriptionchange: Lasting;
  notificationclick: Parameters<typeof onPressed>[0];
}

interface Worker {
  addEventListener<Name extends keyof Events>(
    name: Name,
    what: (event: Events[Name]) => void,
  ): void;
  skipWaiting(): Promise<void>;
  clients: {
    claim(): Promise<void>;
    matchAll(): Promise<{ postMessage(what: unknown): void }[]>;
  };
}

declare const self: Worker;
/** Put in by the build: which one this is, and the addresses of all its files. */
declare const __BUILD__: string;
declare const __FILES__: string[];

const CACHE = `heime-home-${__BUILD__}`;
const SHELL = "/hjem/";

self.addEventListener("install", (event) => {
  event.waitUntil(fill());
});

async function fill(): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.addAll([SHELL, ...__FILES__].map((file) => new Request(file, { cache: "reload" })));
}

self.addEventListener("activate", (event) => {
  event.waitUntil(takeOver());
});

async function takeOver(): Promise<void> {
  for (const name of await caches.keys())
    if (name.startsWith("heime-home-") && name !== CACHE) await caches.delete(name);
  await self.clients.claim();
}

self.addEventListener("message", (event) => {
  if (event.data === "use") void self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  // Only the app's own page: what the server draws under /hjem/ goes to the server as before.
  if (request.mode === "navigate" ? pathname === SHELL : __FILES__.includes(pathname))
    event.respondWith(kept(request.mode === "navigate" ? SHELL : pathname, request));
});

async function kept(name: string, request: Request): Promise<Response> {
  const found = await (await caches.open(CACHE)).match(name);
  return found ?? fetch(request);
}

self.addEventListener("sync", (event) => {
  if (event.tag === "send") event.waitUntil(sendAndTell());
});

async function sendAndTell(): Promise<void> {
  const went = await send();
  for (const client of await self.clients.matchAll()) client.postMessage("sent");
  if (went.left) throw new Error("not all is sent: wake me again");
}

self.addEventListener("push", onPush);
self.addEventListener("notificationclick", onPressed);
self.addEventListener("pushsubscriptionchange", onMoved);
