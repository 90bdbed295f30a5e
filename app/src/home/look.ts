// How it looks: one's own choice, which the server keeps and which comes along to a new phone. What
// next of kin choose, and what is chosen before anybody has signed in, stays on the phone.
import { Failed, post } from "./api.ts";
import { isLent } from "./lent.ts";
import { change, current } from "./state.ts";
import type { App } from "./state.ts";
import * as store from "./store.ts";
import type { Known, Look } from "./store.ts";

function isMine(known: Known | null): known is Known {
  return known !== null && known.own && !isLent(known);
}

/** What was chosen here and is not told yet; else what the server knows; else this phone's. */
export function lookOf({ person, day, looks }: Pick<App, "person" | "day" | "looks">): Look {
  const here: Look = { mode: looks.mode ?? "normal", text_size: looks.size ?? 1, contrast: looks.contrast };
  if (!isMine(person)) return here;
  if (person.look) return person.look;
  if (!day) return here;
  const { mode, text_size, contrast = false } = day.person;
  return { mode, text_size, contrast };
}

/** The person chose: kept on the phone at once, and told as soon as there is contact. */
export async function choose(what: Partial<Look>): Promise<void> {
  const { person, looks } = current();
  const look = { ...lookOf(current()), ...what };
  if (isMine(person)) await know(person, look);
  const kept = { ...looks, mode: look.mode, size: look.text_size, contrast: look.contrast };
  change({ looks: kept });
  await store.keepSmall("looks", kept).catch(() => undefined);
  await tellLook();
}

async function know(person: Known, look: Look | null): Promise<void> {
  change({ person: { ...person, look } });
  await store.changePerson(person.person, { look }).catch(() => undefined);
}

/** Tell the server what it has not heard. Quiet when it cannot be reached: then it waits. */
export async function tellLook(): Promise<void> {
  const { person, session } = current();
  if (!isMine(person) || !person.look || session !== "in") return;
  const told = person.look;
  try {
    await post(`people/${person.person}/look`, told);
  } catch (error) {
    if (!(error instanceof Failed)) throw error;
    return;
  }
  const { person: still, day } = current();
  // Chosen once more meanwhile: that is told by whoever chose it.
  if (still?.person !== person.person || JSON.stringify(still.look) !== JSON.stringify(told)) return;
  if (day) change({ day: { ...day, person: { ...day.person, ...told } } });
  await know(still, null);
}
