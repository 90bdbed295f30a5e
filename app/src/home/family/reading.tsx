// Reading a page's own document: from the server when it can be reached, else as it was heard last.
import { useEffect, useRef, useState } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { Failed, csrfToken, get } from "../api.ts";
import { now } from "../clock.ts";
import type { May } from "../day.ts";
import { Card, Page } from "../parts.tsx";
import * as say from "../sayings.ts";
import { refresh, signIn } from "../session.ts";
import { current, useApp } from "../state.ts";
import * as store from "../store.ts";
import { t } from "../words.ts";

const ROOT = "/hjem/api/v1/";
const PATIENCE = 60_000;

interface Kept<T> {
  doc: T;
  heard: number;
}

export interface Read<T> {
  doc: T | null;
  /** When it was heard, when that is not just now. */
  old: number | null;
  failed: Failed | null;
  again: () => Promise<void>;
  put: (doc: T) => void;
}

/** Whether this part of who is shown is the reader's to see. */
export function mayRead(person: { own: boolean; may: May[] }, part: May | null): boolean {
  return part === null || person.own || person.may.includes(part);
}

/** The document at people/<who is shown>/<path>, where `part` of them is shared. What is read is
 * kept, locked, until sign-out. */
export function useRead<T>(path: string, part: May | null = null): Read<T> {
  const { person, session, online, held } = useApp();
  // What has been received changes what there is to read.
  const received = held.filter((one) => one.state === "kept" && one.entry.sort === "message").length;
  const [kept, set] = useState<Kept<T> | null>(null);
  const [old, setOld] = useState(false);
  const [failed, setFailed] = useState<Failed | null>(null);
  const asked = useRef("");
  // Answers come in any order: one that was asked for before what is shown was asked for is older.
  const turns = useRef(0);
  const shownTurn = useRef(0);
  const shared = person !== null && mayRead(person, part);
  const whole = shared ? `people/${person.person}/${path}` : "";

  const put = (doc: T, turn = ++turns.current) => {
    shownTurn.current = turn;
    const heard = { doc, heard: now() };
    set(heard);
    setOld(false);
    setFailed(null);
    if (person) void store.keepDraft(person, `read/${path}`, heard).catch(() => undefined);
  };
  const again = async () => {
    if (!whole || !person) return;
    const turn = ++turns.current;
    const late = () => asked.current !== whole || turn < shownTurn.current;
    try {
      const doc = await get<T>(whole);
      if (!late()) put(doc, turn);
    } catch (error) {
      if (!(error instanceof Failed)) throw error;
      if (late()) return;
      setFailed(error);
      setOld(true);
      if (error.status === 403 || error.status === 404) {
        // What one may no longer see is not left on the phone either.
        set(null);
        await store.forgetWhatIsRead(person.person).catch(() => undefined);
        void refresh();
      }
    }
  };
  useEffect(() => {
    asked.current = whole;
    set(null);
    setFailed(null);
    if (!whole || !person) return;
    void store.draft<Kept<T>>(person, `read/${path}`).then((before) => {
      if (before && asked.current === whole) set((already) => already ?? before);
    }).catch(() => undefined);
    void again();
  }, [whole, session]);
  const first = useRef(true);
  useEffect(() => {
    if (!first.current && online) void again();
    first.current = false;
  }, [online, received]);
  return { doc: kept?.doc ?? null, old: old ? (kept?.heard ?? null) : null, failed, again, put };
}

/** What a page says while it has nothing, or only what was heard before. */
export function Heard<T>({ of, children }: { of: Read<T>; children: (doc: T) => ComponentChildren }) {
  const { session } = useApp();
  const out = session === "out" || of.failed?.signedOut;
  return (
    <>
      {of.failed && (
        <p class="notice" role="status">
          {out
            ? t("You are signed out. Sign in to see what is new.")
            : of.failed.status === 403 || of.failed.status === 404
              ? t("This is not shared with you any more.")
              : t("There is no contact with Heime now.")}{" "}
          {of.old !== null && t("This is from {WHEN}.", { when: say.when(of.old, now()) })}{" "}
          {out && <button type="button" class="plain" onClick={signIn}>{t("Sign in")}</button>}
        </p>
      )}
      {of.doc !== null ? children(of.doc) : !of.failed && <p role="status">{t("One moment …")}</p>}
      {of.doc === null && of.failed && of.failed.status === 0 && (
        <p>{t("It has not been on this phone yet. It comes when there is coverage.")}</p>
      )}
    </>
  );
}

/** A page that only whoever has been given this part sees; others are told plainly. */
export function Shared(props: { title: string; back?: string; part: May; children: ComponentChildren }) {
  const { person } = useApp();
  if (!person || mayRead(person, props.part))
    return <Page title={props.title} back={props.back}>{props.children}</Page>;
  return (
    <Page title={props.title} back={props.back}>
      <Card>
        <p>{t("{NAME} has not shared this with you.", { name: person.given_name })}</p>
        <p><a class="ds-link" href="#/meg/tilgang">{t("See what is shared with you")}</a></p>
      </Card>
    </Page>
  );
}

/** Send a form about who is shown, and get the page's document as it is then. */
export async function send<T>(path: string, fields: FormData | [string, string][]): Promise<T> {
  const body = fields instanceof FormData ? fields : new URLSearchParams(fields);
  const person = current().person?.person ?? "";
  let answer: Response;
  try {
    answer = await fetch(`${ROOT}people/${person}/${path}`, {
      method: "POST", body, credentials: "same-origin", cache: "no-store", redirect: "manual",
      headers: { "X-CSRFToken": csrfToken(), Accept: "application/json" },
      signal: AbortSignal.timeout(PATIENCE),
    });
  } catch {
    throw new Failed(0, "no-contact");
  }
  if (answer.type === "opaqueredirect") throw new Failed(401, "signed-out");
  const said = (await answer.json().catch(() => null)) as Record<string, unknown> | null;
  if (!answer.ok || said === null)
    throw new Failed(answer.ok ? 0 : answer.status, String(said?.code ?? ""), String(said?.detail ?? ""));
  return said as T;
}

/** Why something was not done, in words for the person. */
export function whyNot(error: unknown): string {
  if (!(error instanceof Failed)) throw error;
  if (error.signedOut) return t("You are signed out. Sign in, and try again.");
  if (error.status === 0) return t("Nothing was changed: there is no contact with Heime now. Try again when there is coverage.");
  return error.words || t("It could not be done. Try again, or write to the team.");
}
