// Answer: one question on each page, back and forth, and on from where one was after a reload.
import { useEffect, useState } from "preact/hooks";
import { Aloud } from "./aloud.tsx";
import type { Answered, Question, Questionnaire } from "./day.ts";
import { Lifelines } from "./help.tsx";
import { Big, Card, Page } from "./parts.tsx";
import { asked, before, nextQuestion, opensSafety, urgent, visible } from "./questions.ts";
import type { Items } from "./questions.ts";
import { go, instead } from "./route.ts";
import { BeforeMood, Safety } from "./safety.tsx";
import * as say from "./sayings.ts";
import { tell } from "./session.ts";
import { useApp, useBusy } from "./state.ts";
import { draft as kept, dropDraft, keepDraft } from "./store.ts";
import { language, t } from "./words.ts";

/** Half a form: what is answered, and where one is. */
export interface Draft {
  version: string;
  items: Items;
  at: string | null;
  /** The screen that is shown instead of a question. */
  screen: "before" | "urgent" | "safety" | "over" | null;
  /** What was told because the person left the safety screen without a word. */
  told: boolean;
}

export function Answer({ name }: { name: string }) {
  const { day } = useApp();
  const form = day?.questionnaires.find((one) => one.name === name);
  if (!form)
    return (
      <Page title={t("Questions")} back="/">
        <p>{t("These questions are not on the phone. They come when there is coverage.")}</p>
      </Page>
    );
  if (form.questions.some((one) => !say.say(one.text).text))
    return (
      <Page title={say.kindName(name)} back="/">
        <p>{t("These questions are not ready in your language. Call the team if you want to answer them.")}</p>
      </Page>
    );
  // Whether one is safe now is asked on a screen of its own (safety.tsx), not as one of the form.
  const questions = form.questions.filter((one) => one.link_id !== "safe_now");
  return <Form form={{ ...form, questions }} key={form.name + form.version} />;
}

function Form({ form }: { form: Questionnaire }) {
  useBusy();
  const { person } = useApp();
  const [draft, setDraft] = useState<Draft | null>(null);
  useEffect(() => {
    const fresh = begin(form);
    if (!person) return;
    kept<Draft>(person, form.name).then(
      (found) => setDraft(found?.version === form.version ? found : fresh),
      () => setDraft(fresh),
    );
  }, []);
  if (!draft || !person) return null;

  const move = (change: Partial<Draft>) => {
    const next = { ...draft, ...change };
    setDraft(next);
    void keepDraft(person, form.name, next).catch(() => undefined);
    scrollTo(0, 0);
  };
  const send = async (safe_now: Answered["safe_now"]) => {
    const held = await tell(answered(form, draft.items, safe_now, !person.own));
    await dropDraft(person, form.name).catch(() => undefined);
    instead(`/etter/${held.entry.id}`);
  };
  const told = async () => {
    if (draft.told) return;
    move({ told: true });
    await tell(answered(form, draft.items, null, !person.own));
  };
  switch (draft.screen) {
    case "before": return <BeforeMood start={() => move({ screen: null })} />;
    case "safety": return <Safety form={form} draft={draft} send={(safe) => void send(safe)} left={() => void told()} />;
    case "urgent": return <Urgent on={() => move(onwards(form, draft.items))} />;
    case "over": return <Over form={form} draft={draft} move={move} send={() => void send(null)} />;
    default: return <Ask form={form} draft={draft} move={move} />;
  }
}

function begin(form: Questionnaire): Draft {
  const first = form.questions[0]?.link_id ?? null;
  const screen = form.name === "phq9" ? "before" : null;
  return { version: form.version, items: {}, at: first, screen, told: false };
}

/** What comes after an answer: the safety screen before all else, then the next question. */
function onwards(form: Questionnaire, items: Items): Partial<Draft> {
  if (opensSafety(form.name, items)) return { screen: "safety" };
  const next = nextQuestion(form, items);
  return next ? { at: next.link_id, screen: null } : { screen: "over" };
}

function answered(
  form: Questionnaire, items: Items, safe_now: Answered["safe_now"], on_behalf: boolean,
): Answered {
  const { name, version } = form;
  return { sort: "answers", questionnaire: name, version, items: asked(form, items), safe_now, on_behalf };
}

interface AskProps {
  form: Questionnaire;
  draft: Draft;
  move: (change: Partial<Draft>) => void;
}

function Ask({ form, draft, move }: AskProps) {
  const all = visible(form, draft.items);
  const question = all.find((one) => one.link_id === draft.at) ?? all[0];
  if (!question) return null;
  const text = say.say(question.text);
  const stem = say.say(form.stem).text;
  const note = form.note?.[language()];
  const earlier = before(form, draft.items, question.link_id);
  const take = (value: number | null) => {
    const items = { ...draft.items, [question.link_id]: value };
    if (urgent(form, question, value)) return move({ items, screen: "urgent" });
    move({ items, ...(form.name === "phq9" && question.link_id === "9" ? onwards(form, items) : following(form, items, question)) });
  };
  const options = question.options.map((one) => ({ value: one.value, ...say.say(one.text) }));
  const above = (
    <>
      <p class="label">
        {say.kindName(form.name)} · {t("{NOW} of {ALL}", { now: all.indexOf(question) + 1, all: all.length })}
      </p>
      {note && <p class="quiet" lang={language()}>{note}</p>}
      {stem && <p class="stem" lang={text.lang}>{stem}</p>}
    </>
  );
  return (
    <Page title={text.text} above={above} alone>
      {form.read_aloud !== false && (
        <Aloud text={[stem, text.text, ...options.map((one) => one.text)].filter(Boolean).join(". ")} />
      )}
      <ul class="choices" lang={text.lang}>
        {options.map((one) => (
          <li>
            <button type="button" class="choice" aria-pressed={draft.items[question.link_id] === one.value} onClick={() => take(one.value)}>
              <span>{one.text}</span>
            </button>
          </li>
        ))}
      </ul>
      {question.required === false && <Big second onPress={() => take(null)}>{t("Skip this one")}</Big>}
      <p class="ways">
        {earlier && <button type="button" class="ds-link plain" onClick={() => move({ at: earlier.link_id })}>{t("The question before")}</button>}
        <button type="button" class="ds-link plain" onClick={() => go("/")}>{t("I cannot do this now")}</button>
      </p>
      {form.attribution && form.attribution !== "Heime" && <p class="quiet">{form.attribution}</p>}
    </Page>
  );
}

/** The one after this, also when it is answered already: one may be looking through. */
function following(form: Questionnaire, items: Items, question: Question): Partial<Draft> {
  const all = visible(form, items);
  const next = all[all.findIndex((one) => one.link_id === question.link_id) + 1];
  if (next) return { at: next.link_id, screen: null };
  return onwards(form, items);
}

/** An answer that is urgent by itself: the numbers at once, before the next question. */
function Urgent({ on }: { on: () => void }) {
  return (
    <Page title={t("Call now")} alone>
      <Card edge="red"><p class="large">{t("What you answered may be serious. Do not wait for us: call 113.")}</p></Card>
      <Lifelines talk={false} />
      <Big second onPress={on}>{t("Go on with the questions")}</Big>
    </Page>
  );
}

function Over({ form, draft, move, send }: AskProps & { send: () => void }) {
  const [saving, setSaving] = useState(false);
  const all = visible(form, draft.items);
  return (
    <Page title={t("Is this right?")} alone>
      <ul class="answers">
        {all.map((question) => {
          const value = draft.items[question.link_id] ?? null;
          const option = question.options.find((one) => one.value === value);
          const text = say.say(question.text);
          return (
            <li>
              <span lang={text.lang}>{text.text}</span>
              <button type="button" class="ds-link plain" onClick={() => move({ at: question.link_id, screen: null })}>
                <strong lang={text.lang}>{option ? say.say(option.text).text : t("Skipped")}</strong>
              </button>
            </li>
          );
        })}
      </ul>
      <Big disabled={saving} onPress={() => { setSaving(true); send(); }}>{t("Yes, save it")}</Big>
      <p class="quiet">{t("Press an answer to change it.")}</p>
    </Page>
  );
}
