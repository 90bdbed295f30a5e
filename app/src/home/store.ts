// What the phone keeps: who uses it, the day as last heard, what is half written, and the outbox.
//
// What says anything of anybody's health is sealed with a key of that person's own that cannot be
// taken out of the browser. The key lives as long as anything waits to be sent under it.
import { openDB } from "idb";
import type { DBSchema, IDBPDatabase } from "idb";
import type { Answer, Day, Entry, Language, May } from "./day.ts";
import type { Verdict } from "./judging.ts";

export interface Sealed {
  iv: Uint8Array<ArrayBuffer>;
  data: ArrayBuffer;
}

/** How it looks for one person, on every phone of theirs. */
export interface Look {
  mode: "normal" | "simple";
  text_size: 1 | 2 | 3 | 4;
  contrast: boolean;
}

/** Somebody who uses this phone or tablet. */
export interface Known {
  person: string;
  account: string;
  given_name: string;
  name: string;
  own: boolean;
  may: May[];
  key: CryptoKey;
  /** What sends for this person; null until it is made. */
  credential: Sealed | null;
  device: string | null;
  /** The server no longer takes it: everything is kept, and somebody must sign in. */
  dead: boolean;
  /** Signed out: gone as soon as the outbox is empty. */
  leaving: boolean;
  /** How wrong the phone last knew its clock to be, in ms. */
  off: number | null;
  /** Chosen here by the person themselves, and not yet told to the server. */
  look?: Look | null;
}

/** One entry on its way, as the rest of the app sees it. */
export interface Held {
  seq: number;
  person: string;
  entry: Entry;
  verdict: Verdict | null;
  state: "waiting" | "kept" | "refused";
  answer: Answer | null;
  /** What it has come to since, when nothing more was measured in time. Not kept: worked out. */
  later?: Verdict | null;
  /** Whether it lies on the disk, or only in memory because the phone is full. */
  safe: boolean;
}

/** One that can no longer be read here, and so not be sent; `made`: when it was told. */
export interface Lost {
  seq: number;
  made: number;
}

export interface Row {
  seq?: number;
  id: string;
  person: string;
  state: Held["state"] | "lost";
  made: number;
  body: Sealed;
}

export interface Looks {
  language: Language | null;
  size: 1 | 2 | 3 | 4 | null;
  contrast: boolean;
  mode: "normal" | "simple" | null;
  kiosk: boolean;
}

interface Schema extends DBSchema {
  people: { key: string; value: Known };
  outbox: { key: number; value: Row; indexes: { person: string; id: string } };
  days: { key: string; value: { person: string; body: Sealed; heard: number } };
  drafts: { key: string; value: { id: string; person: string; body: Sealed } };
  small: { key: string; value: unknown };
}

let opening: Promise<IDBPDatabase<Schema>> | null = null;

export function db(): Promise<IDBPDatabase<Schema>> {
  opening ??= openDB<Schema>("heime-home", 1, {
    upgrade(made) {
      made.createObjectStore("people", { keyPath: "person" });
      const outbox = made.createObjectStore("outbox", { keyPath: "seq", autoIncrement: true });
      outbox.createIndex("person", "person");
      outbox.createIndex("id", "id", { unique: true });
      made.createObjectStore("days", { keyPath: "person" });
      made.createObjectStore("drafts", { keyPath: "id" });
      made.createObjectStore("small");
    },
    blocking(_was, _wanted, event) {
      (event.target as IDBDatabase).close();
      opening = null;
    },
    terminated() {
      opening = null;
    },
  }).catch((error: unknown) => {
    opening = null;
    throw error;
  });
  return opening;
}

export async function seal(key: CryptoKey, what: unknown): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = new TextEncoder().encode(JSON.stringify(what));
  return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, plain) };
}

export async function unseal<T>(key: CryptoKey, sealed: Sealed): Promise<T> {
  const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: sealed.iv }, key, sealed.data);
  return JSON.parse(new TextDecoder().decode(plain)) as T;
}

export function newKey(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, [
    "encrypt",
    "decrypt",
  ]);
}

export async function people(): Promise<Known[]> {
  return (await db()).getAll("people");
}

export async function person(id: string): Promise<Known | undefined> {
  return (await db()).get("people", id);
}

export async function keepPerson(known: Known): Promise<void> {
  await (await db()).put("people", known);
}

/** Change what is known of somebody, as it stands now and not as it stood when it was read. */
export async function changePerson(id: string, change: Partial<Known>): Promise<void> {
  const tx = (await db()).transaction("people", "readwrite");
  const known = await tx.store.get(id);
  if (known) await tx.store.put({ ...known, ...change });
  await tx.done;
}

export async function keepDay(known: Known, day: Day, heard: number): Promise<void> {
  const body = await seal(known.key, day);
  await (await db()).put("days", { person: known.person, body, heard });
}

/** The day as last heard, and when that was. */
export async function day(known: Known): Promise<{ day: Day; heard: number } | null> {
  const row = await (await db()).get("days", known.person);
  return row ? { day: await unseal<Day>(known.key, row.body), heard: row.heard } : null;
}

export async function keepDraft(known: Known, name: string, what: unknown): Promise<void> {
  const id = `${known.person}/${name}`;
  const body = await seal(known.key, what);
  await (await db()).put("drafts", { id, person: known.person, body });
}

export async function draft<T>(known: Known, name: string): Promise<T | null> {
  const row = await (await db()).get("drafts", `${known.person}/${name}`);
  return row ? unseal<T>(known.key, row.body) : null;
}

export async function dropDraft(known: Known, name: string): Promise<void> {
  await (await db()).delete("drafts", `${known.person}/${name}`);
}

export async function small<T>(name: string): Promise<T | null> {
  return ((await (await db()).get("small", name)) as T | undefined) ?? null;
}

export async function keepSmall(name: string, what: unknown): Promise<void> {
  await (await db()).put("small", what, name);
}

/** Forget what can be read of somebody. What waits to be sent stays, with its key. */
export async function forgetWhatIsRead(id: string): Promise<void> {
  const tx = (await db()).transaction(["days", "drafts", "outbox"], "readwrite");
  await tx.objectStore("days").delete(id);
  for (const row of await tx.objectStore("drafts").getAll())
    if (row.person === id) await tx.objectStore("drafts").delete(row.id);
  for (const row of await tx.objectStore("outbox").index("person").getAll(id))
    if (row.state !== "waiting") await tx.objectStore("outbox").delete(row.seq!);
  await tx.done;
}

/** Forget somebody altogether, key and all. Only when nothing waits to be sent. */
export async function forgetPerson(id: string): Promise<boolean> {
  const tx = (await db()).transaction(["people", "outbox"], "readwrite");
  const rows = await tx.objectStore("outbox").index("person").getAll(id);
  const empty = !rows.some((row) => row.state === "waiting");
  if (empty) {
    for (const row of rows) await tx.objectStore("outbox").delete(row.seq!);
    await tx.objectStore("people").delete(id);
  }
  await tx.done;
  return empty;
}

/** Forget everything there is: of a lent tablet that is given back. */
export async function forgetEverything(): Promise<void> {
  const names = ["people", "outbox", "days", "drafts", "small"] as const;
  const tx = (await db()).transaction(names, "readwrite");
  for (const name of names) await tx.objectStore(name).clear();
  await tx.done;
}
