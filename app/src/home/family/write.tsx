// Writing to the team: kept on the phone first, with a photo if wished, and said truthfully when
// somebody answers. A next of kin without a device of their own for this writes while signed in.
import { useEffect, useState } from "preact/hooks";
import { now } from "../clock.ts";
import { uuid7 } from "../ids.ts";
import { Card, Told } from "../parts.tsx";
import { instead } from "../route.ts";
import { tell } from "../session.ts";
import { current, useApp, useBusy } from "../state.ts";
import * as store from "../store.ts";
import { t } from "../words.ts";
import { Shared, send, useRead, whyNot } from "./reading.tsx";
import type { Photo } from "./photo.ts";
import { address, asFile, scaled } from "./photo.ts";
import type { Threads } from "./messages.tsx";

export interface Answering {
  writes: boolean;
  longest: number;
  also?: { to: string; name: string }[];
  team: { name: string; hours: string; is_open: boolean; opens: string; opens_at: string };
  answer_by: { at: string; words: string };
  call_by: { at: string; words: string };
  made_at: string;
}

/** When an answer may be expected, by the team's real hours: known only while it is fresh. */
export function Expect({ of, live }: { of: Answering; live: boolean }) {
  const { online } = useApp();
  const fresh = now() - Date.parse(of.made_at) < 15 * 60_000;
  return (
    <Card quiet>
      {fresh && online && live ? (
        <p>
          {of.team.is_open
            ? t("The team is open now. What you write now is answered by {TIME}.", { time: of.answer_by.words })
            : t("The team is closed and reads this when it opens, {OPENS}. What you write now is answered by {TIME}.", { opens: of.team.opens, time: of.answer_by.words })}
        </p>
      ) : (
        <p>{t("The team is open {HOURS} on working days. When you have sent something, you see here when it is answered.", { hours: of.team.hours })}</p>
      )}
      <p>{t("If it cannot wait: call, or")} <a class="ds-link" href="#/hjelp">{t("ask the team to call you")}</a>.</p>
    </Card>
  );
}

export function Write() {
  const read = useRead<Threads>("messages", "messages");
  const { person } = useApp();
  return (
    <Shared title={t("Write to the team")} back="/meldinger" part="messages">
      {person && !person.own && !read.doc?.also?.length && (
        <p>{t("Only you and the team see this, not {NAME}.", { name: person.given_name })}</p>
      )}
      <Form thread={null} among={read.doc?.also ?? []} longest={read.doc?.longest ?? 4000} then={() => instead("/meldinger")} />
      {read.doc && <Expect of={read.doc} live={read.failed === null} />}
    </Shared>
  );
}

interface Draft {
  text: string;
  photo: Photo | null;
  also?: string[];
}

interface FormProps {
  thread: string | null;
  /** Who may be taken into a new thread. */
  among?: { to: string; name: string }[];
  longest: number;
  then: () => void;
}

export function Form({ thread, longest, then, among = [] }: FormProps) {
  const { person } = useApp();
  const [text, setText] = useState("");
  const [photo, setPhoto] = useState<Photo | null>(null);
  const [also, setAlso] = useState<string[]>([]);
  const [said, setSaid] = useState("");
  const [sending, setSending] = useState(false);
  const [key, setKey] = useState(uuid7(now()));
  const name = `write/${thread ?? "new"}`;
  useBusy();
  useEffect(() => {
    if (!person) return;
    void store.draft<Draft>(person, name).then((before) => {
      if (!before) return;
      setText((now) => now || before.text);
      setPhoto((now) => now ?? before.photo);
      setAlso(before.also ?? []);
    }).catch(() => undefined);
  }, [name]);
  const keep = (change: Partial<Draft>) => {
    const draft = { text, photo, also, ...change };
    setText(draft.text);
    setPhoto(draft.photo);
    setAlso(draft.also);
    if (person) void store.keepDraft(person, name, draft).catch(() => undefined);
  };
  const choose = async (file: File | undefined) => {
    if (!file) return;
    try {
      keep({ photo: await scaled(file) });
      setSaid("");
    } catch {
      setSaid(t("This is not a photo that can be sent. Choose another."));
    }
  };
  const away = async () => {
    if (!text.trim()) return setSaid(t("Write something first."));
    setSending(true);
    try {
      const chosen = also.filter((to) => among.some((one) => one.to === to));
      await sent(thread, { text: text.trim(), photo, also: chosen }, key);
      if (person) await store.dropDraft(person, name).catch(() => undefined);
      setText("");
      setPhoto(null);
      setKey(uuid7(now()));
      setSaid("");
      then();
    } catch (error) {
      setSaid(`${whyNot(error)} ${t("What you wrote is still here.")}`);
    }
    setSending(false);
  };
  return (
    <form class="writing" onSubmit={(event) => { event.preventDefault(); void away(); }}>
      <label for="text">{thread ? t("Write an answer") : t("What do you want to say?")}</label>
      <textarea id="text" class="field" rows={5} maxLength={longest} value={text}
        onInput={(event) => keep({ text: event.currentTarget.value })} />
      {photo && (
        <figure>
          <img class="photo" src={address(photo)} alt={t("Your photo")} />
          <button type="button" class="plain" onClick={() => keep({ photo: null })}>{t("Leave the photo out")}</button>
        </figure>
      )}
      <label class="ds-button big pick" data-variant="secondary">
        {photo ? t("Choose another photo") : t("Add a photo")}
        <input type="file" accept="image/*" onChange={(event) => void choose(event.currentTarget.files?.[0])} />
      </label>
      {among.length > 0 && (
        <fieldset class="tick">
          <legend>{t("The team sees this. Who else?")}</legend>
          {among.map((one) => (
            <label class="switch">
              <input type="checkbox" checked={also.includes(one.to)}
                onChange={(event) => keep({ also: event.currentTarget.checked ? [...also, one.to] : also.filter((to) => to !== one.to) })} />
              <span>{one.name}</span>
            </label>
          ))}
        </fieldset>
      )}
      <button type="submit" class="ds-button big" data-variant="primary" disabled={sending}>{t("Send")}</button>
      <Told>{said}</Told>
    </form>
  );
}

/** Through the outbox, so that it works without coverage; else at once, which needs contact. */
async function sent(thread: string | null, draft: Draft, key: string): Promise<void> {
  const person = current().person;
  if (person?.own || person?.may.includes("entry")) {
    const { text, photo, also = [] } = draft;
    await tell({ sort: "message", thread, text, photo, ...(also.length ? { also } : {}) });
    return;
  }
  const form = new FormData();
  form.set("text", draft.text);
  form.set("key", key);
  for (const one of draft.also ?? []) form.append("til", one);
  if (draft.photo) form.set("file", asFile(draft.photo), draft.photo.name);
  await send(thread ? `messages/${thread}` : "messages", form);
}

