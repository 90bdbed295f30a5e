// Starting, choosing who, hearing the day, telling, and signing out.
import { Failed, csrfToken, get, keepCsrf, post } from "./api.ts";
import { now, remember, right } from "./clock.ts";
import type { Day, Language, Me, Person, Told } from "./day.ts";
import { judged, settled, waitsUntil } from "./judging.ts";
import { bind, hear, isInUse, isLent, tellCleared } from "./lent.ts";
import { tellLook } from "./look.ts";
import * as outbox from "./outbox.ts";
import { soon } from "./sending.ts";
import { clock, date } from "./sayings.ts";
import { LOOKS, change, current } from "./state.ts";
import * as store from "./store.ts";
import type { Held, Known, Looks } from "./store.ts";
import { language, speak, t } from "./words.ts";

/** Read what the phone keeps, so that something can be shown before the network has answered. */
export async function start(): Promise<void> {
  try {
    const looks = { ...LOOKS, ...(await store.small<Looks>("looks")) };
    const people = await store.people();
    await speak(looks.language ?? inTheBrowser());
    change({ looks, people });
    for (const known of people) if (known.leaving) await outbox.setAside(known, couldNotBeRead);
    const last = await store.small<string>("person");
    const staying = people.filter((known) => !known.leaving);
    const chosen = staying.find((known) => known.person === last);
    if (chosen && !needsSignIn(chosen, staying)) await show(chosen);
  } catch {
    await speak(inTheBrowser()).catch(() => undefined);
    change({ disk: false });
  }
  change({ ready: true });
  void refresh();
}

function inTheBrowser(): Language {
  const wanted = navigator.languages.map((one) => one.slice(0, 2).toLowerCase());
  return wanted.find((one) => one === "nn" || one === "en" || one === "nb" || one === "no") === "nn"
    ? "nn"
    : wanted.some((one) => ["nb", "no", "da", "sv"].includes(one)) || !wanted.includes("en")
      ? "nb"
      : "en";
}

/** On a shared tablet, what is kept of one is shown only to whoever is signed in as that one. */
function needsSignIn(known: Known, all: Known[]): boolean {
  const shared = new Set(all.map((one) => one.account)).size > 1;
  return shared && current().me?.account !== known.account;
}

/** Show somebody from what the phone keeps. */
export async function show(known: Known): Promise<void> {
  remember(known.off);
  const kept = await store.day(known).catch(() => null);
  const lost = await outbox.setAside(known, couldNotBeRead).catch(() => []);
  const held = await outbox.held(known);
  change({ person: known, day: kept?.day ?? null, heard: kept?.heard ?? null, held, lost });
  await store.keepSmall("person", known.person).catch(() => undefined);
}

let refreshing: Promise<void> | null = null;

/** Ask the server who is signed in, and for the day. Quiet when it cannot be reached. */
export function refresh(): Promise<void> {
  // One at a time: what was asked before a sign-out must not be taken down after it.
  refreshing ??= ask().finally(() => {
    refreshing = null;
    void soon();
  });
  return refreshing;
}

async function ask(): Promise<void> {
  await tellCleared().catch(() => undefined);
  const lent = current().people.find(isLent);
  if (lent) return showLent(await hear(lent));
  try {
    const me = await get<Me>("me");
    keepCsrf(me.csrf);
    if (await store.small<boolean>("leaving").catch(() => null)) return await leave();
    change({ me, session: "in", online: true });
    if (!current().looks.language && me.language !== language()) await speak(me.language);
    if (me.language !== language()) await tellLanguage();
    await know(me);
    await tellLook();
    void import("./push.ts").then(({ moved }) => moved(me.account)).catch(() => undefined);
    await hearDay();
  } catch (error) {
    notHeard(error);
  }
}

/** What one may not see any more does not stay on the phone; what waits to be sent goes first. */
async function letGo(me: Me): Promise<void> {
  for (const known of await store.people()) {
    if (known.account !== me.account || me.people.some((one) => one.person === known.person)) continue;
    await store.forgetWhatIsRead(known.person);
    await store.changePerson(known.person, { leaving: true });
    await store.forgetPerson(known.person);
  }
}

/** No contact, or signed out: what the phone keeps is shown as before. */
function notHeard(error: unknown): void {
  if (!(error instanceof Failed)) throw error;
  if (error.signedOut) change({ session: "out", me: null, online: true });
  else if (error.status === 0) change({ online: false });
}

/** A code was typed on a tablet that is lent: from now on it shows one person's day. */
export async function startLent(code: string): Promise<void> {
  const { known, day } = await bind(code);
  change({ people: await store.people(), session: "out" });
  await show(known);
  await showLent(day);
}

/** How a lent tablet looks is the team's to say. */
async function showLent(day: Awaited<ReturnType<typeof hear>>): Promise<void> {
  if (!day) return;
  const { mode, text_size: size } = day.person;
  await changeLooks({ kiosk: true, mode, size, language: day.language });
  await again();
}

/** Take down whom this account may be used for, and give each a key and a credential. */
async function know(me: Me): Promise<void> {
  await letGo(me);
  await isInUse().catch(() => undefined);
  for (const one of me.people) {
    const before = await store.person(one.person);
    const known: Known = {
      ...(before ?? {
        person: one.person, key: await store.newKey(), credential: null, device: null,
        dead: false, off: null,
      }),
      account: me.account, given_name: one.given_name, name: one.name, own: one.own, may: one.may,
      leaving: false,
    } as Known;
    if (!maySend(one)) known.credential = null;
    await store.keepPerson(known);
    if (!known.credential && maySend(one)) await connect(known).catch(() => undefined);
  }
  const people = await store.people();
  change({ people });
  const theirs = people.filter((known) => me.people.some((one) => one.person === known.person));
  const shown = theirs.find((known) => known.person === current().person?.person);
  if (shown) change({ person: shown });
  else if (theirs.length === 1 && theirs[0]) await show(theirs[0]);
  else if (current().person) change({ person: null, day: null, heard: null, held: [] });
}

function maySend(one: Person): boolean {
  return one.own || one.may.includes("entry");
}

/** Make the credential by which this phone sends for somebody. Needs a session, once. */
export async function connect(known: Known): Promise<void> {
  const made = await post<{ device: string; credential: string }>(`people/${known.person}/device`, {
    name: nameOfDevice(),
    kiosk: current().looks.kiosk,
  });
  const credential = await store.seal(known.key, made.credential);
  await store.changePerson(known.person, { credential, device: made.device, dead: false });
  void navigator.storage?.persist?.();
  await again();
  void soon(true);
}

function nameOfDevice(): string {
  const said = navigator.userAgent;
  if (/iPad/.test(said)) return "iPad";
  if (/iPhone/.test(said)) return "iPhone";
  if (/Android/.test(said)) return /Mobile/.test(said) ? "Android" : "Android tablet";
  return "PC";
}

/** Ask for the day again. Quiet when it cannot be had. */
export async function hearDay(): Promise<void> {
  const known = current().person;
  if (known && isLent(known)) return void (await showLent(await hear(known)));
  if (!known || current().session === "out") return;
  const day = await get<Day>(`people/${known.person}/day`).catch(notHeard);
  if (!day) return;
  const heard = now();
  if (current().person?.person !== known.person) return;
  change({ day, heard, online: true });
  await store.keepDay(known, day, heard).catch(() => undefined);
  await outbox.tidy(known.person).catch(() => undefined);
  await again();
}

/** Read anew what the phone keeps of who is shown. */
export async function again(): Promise<void> {
  const people = await store.people().catch(() => current().people);
  const person = people.find((one) => one.person === current().person?.person) ?? null;
  const lost = person ? await outbox.setAside(person, couldNotBeRead).catch(() => []) : [];
  const held = person ? await settled(current().day, await outbox.held(person), right()) : [];
  change({ people, person: person ?? current().person, held, lost });
  wakeFor(held);
}

let waking: ReturnType<typeof setTimeout> | undefined;

/** Look again when the time of something that is waited for is out. */
function wakeFor(held: Held[]): void {
  clearTimeout(waking);
  const ends = held.map(waitsUntil).filter((at): at is number => at !== null && at > right());
  if (!ends.length) return;
  const wait = Math.min(...ends) - right() + 1_000;
  waking = setTimeout(() => void again().then(hearDay), wait);
}

function couldNotBeRead(made: number): string {
  return t(
    "Written by the app: something that was told on this phone on {DATE} at {TIME} can no longer be read there, and was perhaps never sent. The app cannot say what it was.",
    { date: date(made), time: clock(made) },
  );
}

/** Tell the server something: kept on the phone first, judged there, and sent when it can be. */
export async function tell(told: Told): Promise<Held> {
  const known = current().person;
  if (!known) throw new Error("nobody is chosen");
  const entry = outbox.made(told);
  const verdict = await judged(current().day, current().held, entry);
  const held = await outbox.keep(known, entry, verdict);
  change({ held: [...current().held, held] });
  wakeFor(current().held);
  void soon(true);
  return held;
}

export async function changeLooks(what: Partial<Looks>): Promise<void> {
  const looks = { ...current().looks, ...what };
  if (what.language) {
    await speak(what.language);
    if (current().session === "in") void tellLanguage().then(refresh);
  }
  change({ looks });
  await store.keepSmall("looks", looks).catch(() => undefined);
}

/** The server's own words are to be in the language that was chosen here. */
async function tellLanguage(): Promise<void> {
  const form = new URLSearchParams({ csrfmiddlewaretoken: csrfToken(), language: language() });
  await fetch("/inn/sprak", { method: "POST", body: form, redirect: "manual" }).catch(() => undefined);
}

/** To the sign-in, and back here afterwards. */
export function signIn(): void {
  location.href = "/inn/?til=/hjem/";
}

/** Somebody else takes the tablet: the sign-in that is here ends, and their own is asked for. */
export async function signInAs(): Promise<void> {
  if (current().me) await leave().catch(() => undefined);
  change({ person: null, day: null, heard: null, held: [], lost: [] });
  signIn();
}

/** Sign out: what can be read is forgotten at once; what waits is sent first, then forgotten. */
export async function signOut(): Promise<void> {
  const account = current().me?.account ?? current().person?.account;
  for (const known of await store.people()) {
    if (known.account !== account) continue;
    await store.forgetWhatIsRead(known.person);
    await store.changePerson(known.person, { leaving: true });
    await store.forgetPerson(known.person);
  }
  await store.keepSmall("person", null);
  change({ person: null, day: null, heard: null, held: [] });
  await leave().catch(() => undefined);
  change({ people: await store.people() });
  location.hash = "#/start";
}

/** Tell the server, now or when it can be reached: until then nothing is read by this sign-in. */
async function leave(): Promise<void> {
  await store.keepSmall("leaving", true);
  change({ me: null, session: "out" });
  const form = new URLSearchParams({ csrfmiddlewaretoken: csrfToken() });
  await fetch("/inn/ut", { method: "POST", body: form, redirect: "manual" });
  await store.keepSmall("leaving", null);
}
