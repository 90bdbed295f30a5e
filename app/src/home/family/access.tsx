// Who may see: given, made smaller and ended with one tap by the person; and for next of kin, what
// is and is not shared with them.
import { useState } from "preact/hooks";
import { Big, Page, Told } from "../parts.tsx";
import { useApp } from "../state.ts";
import { t } from "../words.ts";
import { Give } from "./give.tsx";
import type { GivenDoc } from "./given.tsx";
import { Given } from "./given.tsx";
import { Heard, send, useRead, whyNot } from "./reading.tsx";

export interface Scope {
  code: string;
  name: string;
}

interface Right {
  id: string;
  who: string;
  ground: string;
  covers: string;
  until: string;
  giver: string;
  reason: string;
  state: "live" | "waiting" | "over";
  scopes: string[];
  can_end: boolean;
  can_object: boolean;
  can_narrow: boolean;
  can_block: boolean;
  /** Its holder ended it lately, of their own accord. */
  left: boolean;
}

interface Block {
  id: string;
  whom: string;
  about: string;
  since: string;
}

interface Objection {
  id: string;
  to: string;
  text: string;
  made: string;
  answer: string;
  answered: string;
}

export interface KeptDoc {
  keeps: true;
  own: boolean;
  team: { name: string; members: string[] };
  rights: Right[];
  over: Right[];
  blocks: Block[];
  objections: Objection[];
  contacts: { id: string; name: string; relation: string; has: boolean }[];
  scopes: Scope[];
  months: string[];
  may_block: string[];
}

export type Doc = KeptDoc | GivenDoc;
export type Do = (path: string, fields?: [string, string][]) => Promise<boolean>;

export function Rights() {
  const read = useRead<Doc>("rights");
  const { person } = useApp();
  const [said, tell] = useState("");
  const act: Do = async (path, fields = []) => {
    try {
      read.put(await send<Doc>(path, fields));
      tell(t("It is done, and holds from now on."));
      return true;
    } catch (error) {
      tell(whyNot(error));
      return false;
    }
  };
  return (
    <Page title={person?.own ? t("Who may see") : t("What is shared with me")} back="/meg">
      <Told>{said}</Told>
      <Heard of={read}>{(doc) => (doc.keeps ? <Kept doc={doc} act={act} /> : <Given doc={doc} />)}</Heard>
    </Page>
  );
}

function Kept({ doc, act }: { doc: KeptDoc; act: Do }) {
  return (
    <>
      <section class="lines">
        <h2>{t("Your team")}</h2>
        <p>{t("{TEAM} follows you up and sees everything that is needed for it.", { team: doc.team.name })}</p>
        <details>
          <summary>{t("Who works there")}</summary>
          <ul>{doc.team.members.map((name) => <li>{name}</li>)}</ul>
        </details>
      </section>
      <section class="lines">
        <h2>{t("Others who may see")}</h2>
        {doc.rights.length === 0 && <p>{t("Nobody else may see anything.")}</p>}
        {doc.over.filter((one) => one.left).map((one) => (
          <p class="notice">{t("{WHO} has ended their access themselves.", { who: one.who })} <span class="quiet">{one.until}</span></p>
        ))}
        <ul class="cards">{doc.rights.map((one) => <li key={one.id}><RightCard one={one} doc={doc} act={act} /></li>)}</ul>
      </section>
      <Give doc={doc} act={act} />
      {doc.blocks.length > 0 && (
        <section class="lines">
          <h2>{t("Shut out by you")}</h2>
          <ul class="cards">
            {doc.blocks.map((one) => (
              <li class="card">
                <p><strong>{one.whom}</strong></p>
                <p>{one.about} <span class="quiet">{t("since {WHEN}", { when: one.since })}</span></p>
                <Big second onPress={() => void act(`blocks/${one.id}/end`)}>{t("Let in again")}</Big>
              </li>
            ))}
          </ul>
        </section>
      )}
      {doc.objections.length > 0 && (
        <section class="lines">
          <h2>{t("What you have objected to")}</h2>
          <ul class="cards">
            {doc.objections.map((one) => (
              <li class="card">
                <p><strong>{one.to}</strong> <span class="quiet">{one.made}</span></p>
                <p>{one.text}</p>
                <p>{one.answer ? `${t("Answer:")} ${one.answer} (${one.answered})` : t("The team has not answered yet.")}</p>
              </li>
            ))}
          </ul>
        </section>
      )}
      {doc.over.length > 0 && (
        <details>
          <summary>{t("What has ended")}</summary>
          <ul>{doc.over.map((one) => <li class="line"><span>{one.who}: {one.covers}</span> <span class="quiet">{t("until {WHEN}", { when: one.until })}</span></li>)}</ul>
        </details>
      )}
    </>
  );
}

function RightCard({ one, doc, act }: { one: Right; doc: KeptDoc; act: Do }) {
  const [open, set] = useState<"" | "less" | "block" | "object">("");
  const close = (done: boolean) => done && set("");
  return (
    <div class="card">
      <h3>{one.who}</h3>
      <p>{one.covers}</p>
      <p class="quiet">
        {one.ground}{one.until && <>, {t("until {WHEN}", { when: one.until })}</>}
        {one.state === "waiting" && <> · {t("not in force yet")}</>}
        {one.giver && <> · {t("given by {NAME}", { name: one.giver })}</>}
      </p>
      {one.can_end && <Big second danger onPress={() => void act(`rights/${one.id}/end`)}>{t("Stop it now")}</Big>}
      {one.can_narrow && open !== "less" && <Big second onPress={() => set("less")}>{t("Let them see less")}</Big>}
      {one.can_block && open !== "block" && <Big second onPress={() => set("block")}>{t("Shut out")}</Big>}
      {one.can_object && open !== "object" && <Big second onPress={() => set("object")}>{t("I do not agree to this")}</Big>}
      {open === "less" && (
        <Choose scopes={doc.scopes.filter((scope) => one.scopes.includes(scope.code))} chosen={one.scopes} label={t("What may they still see?")}
          button={t("Save")} then={async (codes) => close(await act(`rights/${one.id}/narrow`, codes))} />
      )}
      {open === "block" && (
        <Choose scopes={doc.scopes.filter((scope) => doc.may_block.includes(scope.code))} chosen={[]} label={t("What shall they not see? Nothing chosen means everything.")}
          button={t("Shut out")} empty then={async (codes) => close(await act(`rights/${one.id}/block`, codes))} />
      )}
      {open === "object" && <Objecting then={async (text) => close(await act(`rights/${one.id}/object`, [["text", text]]))} />}
    </div>
  );
}

interface ChooseProps {
  scopes: Scope[];
  chosen: string[];
  label: string;
  button: string;
  empty?: boolean;
  then: (codes: [string, string][]) => void;
}

export function Choose({ scopes, chosen, label, button, empty, then }: ChooseProps) {
  const [now, set] = useState(chosen);
  const fields = now.map((code): [string, string] => ["scope", code]);
  return (
    <fieldset class="tick">
      <legend>{label}</legend>
      {scopes.map((one) => (
        <label class="switch">
          <input type="checkbox" checked={now.includes(one.code)}
            onChange={(event) => set(event.currentTarget.checked ? [...now, one.code] : now.filter((code) => code !== one.code))} />
          {one.name}
        </label>
      ))}
      <Big onPress={() => then(fields)} disabled={!empty && now.length === 0}>{button}</Big>
    </fieldset>
  );
}

function Objecting({ then }: { then: (text: string) => void }) {
  const [text, set] = useState("");
  return (
    <div class="tick">
      <label for="objection">{t("Write why. The team must answer you.")}</label>
      <textarea id="objection" class="field" rows={4} maxLength={2000} value={text} onInput={(event) => set(event.currentTarget.value)} />
      <Big onPress={() => then(text)} disabled={!text.trim()}>{t("Send the objection")}</Big>
    </div>
  );
}
