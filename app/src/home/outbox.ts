// What the person has told, on its way to the server: kept first, then sent, in order, one by one
// acknowledged. Nothing leaves here before the server has said that it has it.
import { Failed, sendEntries } from "./api.ts";
import { iso, now, off, remember } from "./clock.ts";
import type { Answer, Entry, Told } from "./day.ts";
import { uuid7 } from "./ids.ts";
import type { Verdict } from "./judging.ts";
import { changePerson, db, forgetPerson, people, person, seal, unseal } from "./store.ts";
import type { Held, Known, Lost, Row } from "./store.ts";

/** How long an acknowledged entry is kept to be shown. */
const SHOWN_FOR = 3 * 24 * 3600 * 1000;
const MOST_AT_ONCE = 100;
/** A photo weighs as much as a thousand readings: a batch ends when it is this heavy. */
const HEAVY = 400_000;

interface Body {
  entry: Entry;
  verdict: Verdict | null;
  answer: Answer | null;
}

/** What the disk had no room for. Gone when the app is closed, and the screen says so. */
const inMemory: Held[] = [];
let nextInMemory = 1e12;

/** A new entry: its id and time are made here, once, and never change. */
export function made(told: Told): Entry {
  return { id: uuid7(now()), at: iso(), off_ms: off(), ...told };
}

/** Keep an entry. `safe` in the answer says whether it outlives the app. */
export async function keep(known: Known, entry: Entry, verdict: Verdict | null): Promise<Held> {
  const held: Held = {
    seq: 0, person: known.person, entry, verdict, state: "waiting", answer: null, safe: true,
  };
  try {
    const body = await seal(known.key, { entry, verdict, answer: null } satisfies Body);
    const row: Row = { id: entry.id, person: known.person, state: "waiting", made: now(), body };
    held.seq = await (await db()).add("outbox", row);
  } catch {
    held.seq = nextInMemory++;
    held.safe = false;
    inMemory.push(held);
  }
  return held;
}

/** Everything of one person, oldest first: waiting, refused and lately kept. */
export async function held(known: Known): Promise<Held[]> {
  const found: Held[] = [];
  for (const row of await rows(known.person)) {
    const opened = row.state === "lost" ? null : await open(known, row);
    if (opened) found.push(opened);
  }
  return [...found, ...inMemory.filter((one) => one.person === known.person)];
}

async function rows(of: string): Promise<Row[]> {
  try {
    return await (await db()).getAllFromIndex("outbox", "person", of);
  } catch {
    return [];
  }
}

async function open(known: Known, row: Row): Promise<Held | null> {
  try {
    const body = await unseal<Body>(known.key, row.body);
    return { seq: row.seq!, person: row.person, state: row.state as Held["state"], safe: true, ...body };
  } catch {
    return null;
  }
}

/** What cannot be read any more is set aside, and said: to the person, and, by a message in `words`
 * that waits like everything else, to the team. Nobody can say what it was. */
export async function setAside(known: Known, words: (made: number) => string): Promise<Lost[]> {
  const all = await rows(known.person);
  for (const row of all)
    if ((row.state === "waiting" || row.state === "refused") && !(await open(known, row)))
      await giveUp(known, row, words(row.made));
  const lost = (await rows(known.person)).filter((row) => row.state === "lost");
  return lost.map((row) => ({ seq: row.seq!, made: row.made }));
}

async function giveUp(known: Known, row: Row, text: string): Promise<void> {
  const entry = made({ sort: "message", thread: null, text, photo: null });
  const body = await seal(known.key, { entry, verdict: null, answer: null } satisfies Body);
  const tx = (await db()).transaction("outbox", "readwrite");
  const still = await tx.store.get(row.seq!);
  if (still && still.state === row.state) {
    await tx.store.put({ ...row, state: "lost" });
    await tx.store.add({ id: entry.id, person: known.person, state: "waiting", made: now(), body });
  }
  await tx.done;
}

/** How it went: whether anything is left, and how long to wait before trying again. */
export interface Went {
  left: boolean;
  wait: number | null;
  changed: boolean;
}

/** Send what waits, for everybody on this phone. Only one page or worker does it at a time. */
export async function send(): Promise<Went> {
  if (!navigator.locks) return sendAll();
  const went = await navigator.locks.request(
    "heime-send",
    { ifAvailable: true },
    (lock) => (lock ? sendAll() : null),
  );
  return went ?? { left: true, wait: 3_000, changed: false };
}

async function sendAll(): Promise<Went> {
  const went: Went = { left: false, wait: null, changed: false };
  for (const known of await people()) {
    const one = await sendOf(known);
    went.left ||= one.left;
    went.changed ||= one.changed;
    if (one.wait !== null) went.wait = Math.max(went.wait ?? 0, one.wait);
    if (known.leaving && !one.left) await forgetPerson(known.person);
  }
  return went;
}

async function sendOf(known: Known): Promise<Went> {
  const went: Went = { left: false, wait: null, changed: false };
  remember(known.off);
  for (;;) {
    const waiting = (await held(known)).filter((one) => one.state === "waiting");
    if (!waiting.length) return went;
    if (!known.credential || known.dead) return { ...went, left: true };
    const credential = await unseal<string>(known.key, known.credential).catch(() => null);
    if (!credential) {
      // It cannot be read any more: a new one is made at the next sign-in.
      await changePerson(known.person, { credential: null });
      return { ...went, left: true, changed: true };
    }
    try {
      await handOver(known, credential, waiting);
      went.changed = true;
    } catch (error) {
      if (!(error instanceof Failed)) throw error;
      if (error.status === 401) await changePerson(known.person, { dead: true });
      return { left: true, wait: error.wait, changed: error.status === 401 || went.changed };
    }
  }
}

/** Hand over the first of what waits, and take down what the server says of each. */
async function handOver(known: Known, credential: string, waiting: Held[]): Promise<void> {
  const batch = inOneGo(waiting);
  try {
    const sent = await sendEntries(
      credential, known.person, iso(), batch.map((one) => one.entry),
    );
    const told = new Map(sent.answers.map((answer) => [answer.id, answer]));
    let settled = 0;
    for (const one of batch) {
      const answer = told.get(one.entry.id);
      if (!answer) continue;
      settled += 1;
      await settle(known, one, answer);
    }
    if (settled === 0) throw new Failed(0, "unanswered");
    await changePerson(known.person, { off: off(), dead: false });
  } catch (error) {
    if (!isTheEntrysOwn(error)) throw error;
    if (batch.length > 1) return handOver(known, credential, waiting.slice(0, 1));
    await settle(known, batch[0]!, refused(batch[0]!.entry, error));
  }
}

function inOneGo(waiting: Held[]): Held[] {
  const batch: Held[] = [];
  let weight = 0;
  for (const one of waiting.slice(0, MOST_AT_ONCE)) {
    weight += one.entry.sort === "message" ? (one.entry.photo?.base64.length ?? 0) : 0;
    if (batch.length && weight > HEAVY) break;
    batch.push(one);
  }
  return batch;
}

/** Whether sending it again can never help: the server has read it and says no to what it is. */
function isTheEntrysOwn(error: unknown): error is Failed {
  return error instanceof Failed && [400, 413, 415, 422].includes(error.status);
}

function refused(entry: Entry, error: Failed): Answer {
  return {
    id: entry.id, status: "refused", code: error.code, words: error.words || null,
    received_at: null, zone: null, state: null, remeasure_after_minutes: null, text: null,
    promise: null,
  };
}

async function settle(known: Known, one: Held, answer: Answer): Promise<void> {
  const state = answer.status === "refused" ? "refused" : "kept";
  const at = inMemory.indexOf(one);
  if (!one.safe) {
    const found = inMemory.find((other) => other.entry.id === one.entry.id) ?? one;
    Object.assign(found, { state, answer });
    if (at >= 0 && state === "kept") setTimeout(() => drop(found), SHOWN_FOR);
    return;
  }
  const body = await seal(known.key, { entry: one.entry, verdict: one.verdict, answer });
  const row = { id: one.entry.id, person: one.person, state, made: now(), body, seq: one.seq };
  await (await db()).put("outbox", row as Row);
}

function drop(one: Held): void {
  const at = inMemory.indexOf(one);
  if (at >= 0) inMemory.splice(at, 1);
}

/** Refused and read: it need not be shown any more. */
export async function dismiss(one: Held | Lost): Promise<void> {
  if ("safe" in one && !one.safe) return drop(one);
  await (await db()).delete("outbox", one.seq);
}

/** Let go of acknowledged entries that have been shown long enough. */
export async function tidy(id: string): Promise<void> {
  const known = await person(id);
  if (!known) return;
  const store = await db();
  for (const row of await rows(id))
    if (row.state === "kept" && now() - row.made > SHOWN_FOR) await store.delete("outbox", row.seq!);
}
