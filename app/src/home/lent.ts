// A tablet that the service lends: bound to one person by a code, without anybody signing in. It
// reads that person's day by its own credential, and clears itself when the team asks for it.
import { Failed, asDevice } from "./api.ts";
import { now } from "./clock.ts";
import type { Day, Language } from "./day.ts";
import * as outbox from "./outbox.ts";
import { change, current } from "./state.ts";
import * as store from "./store.ts";
import type { Known } from "./store.ts";

/** The account of a lent tablet: nobody's, so that no sign-in is ever taken for it. */
const LENT = "lent:";

interface LentDay extends Day {
  language: Language;
}

export function isLent(known: Known): boolean {
  return known.account.startsWith(LENT);
}

export interface Bound {
  known: Known;
  day: LentDay;
}

/** Bind this tablet by the code that the team gave. Everything that is known comes with it. */
export async function bind(code: string): Promise<Bound> {
  const made = await asDevice<{ device: string; credential: string }>("POST", "kiosk/start", "", { code });
  const day = await asDevice<LentDay>("GET", "kiosk/day", made.credential);
  const key = await store.newKey();
  const known: Known = {
    person: day.person.id, account: LENT + made.device, given_name: day.person.given_name,
    name: day.person.name, own: true, may: ["entry"], key,
    credential: await store.seal(key, made.credential), device: made.device,
    dead: false, leaving: false, off: null,
  };
  await store.keepPerson(known);
  await isInUse();
  await store.keepDay(known, day, now());
  void navigator.storage?.persist?.();
  return { known, day };
}

/** Hear the day anew. What the team has changed in how it looks comes with it. */
export async function hear(known: Known): Promise<LentDay | null> {
  if (!known.credential) return null;
  const credential = await store.unseal<string>(known.key, known.credential);
  try {
    const day = await asDevice<LentDay>("GET", "kiosk/day", credential);
    const heard = now();
    await store.keepDay(known, day, heard).catch(() => undefined);
    await outbox.tidy(known.person).catch(() => undefined);
    if (current().person?.person === known.person) change({ day, heard, online: true });
    return day;
  } catch (error) {
    if (!(error instanceof Failed)) throw error;
    if (error.status === 410) await clear(credential);
    else if (error.status === 401) await store.changePerson(known.person, { dead: true });
    else if (error.status === 0) change({ online: false });
    return null;
  }
}

/** Send what waits, forget everything, and say so. What the server no longer takes is lost. */
async function clear(credential: string): Promise<void> {
  const went = await outbox.send().catch(() => null);
  const may = (await store.people()).some((one) => isLent(one) && !one.dead);
  if (may && (went === null || went.left)) return; // at the next contact
  await store.forgetEverything();
  await store.keepSmall("cleared", { credential } satisfies Cleared);
  await tellCleared();
  location.replace("/hjem/");
}

/** That this tablet has been cleared; with what says so to the server, until it has heard. */
interface Cleared {
  credential: string | null;
}

/** Say that it is done, as often as it takes: until then the team is shown that it is not. */
export async function tellCleared(): Promise<void> {
  const cleared = await store.small<Cleared>("cleared");
  if (!cleared?.credential) return;
  try {
    await asDevice<undefined>("POST", "kiosk/cleared", cleared.credential);
  } catch (error) {
    if (!(error instanceof Failed) || error.status !== 401) return;
  }
  await store.keepSmall("cleared", { credential: null } satisfies Cleared);
}

/** Somebody has begun to use it again: that it was cleared is no news any more. */
export async function isInUse(): Promise<void> {
  if (!(await store.small<Cleared>("cleared"))?.credential) await store.keepSmall("cleared", null);
}

/** Whether nothing has been done here since the tablet was cleared. */
export async function wasCleared(): Promise<boolean> {
  return (await store.small<Cleared>("cleared").catch(() => null)) !== null;
}
