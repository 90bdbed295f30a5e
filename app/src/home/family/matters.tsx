// What matters to me: written by the person, read by everybody who may know who they are.
import { useState } from "preact/hooks";
import { Big, Page, Told } from "../parts.tsx";
import { useApp, useBusy } from "../state.ts";
import { t } from "../words.ts";
import { Heard, send, useRead, whyNot } from "./reading.tsx";

interface Words {
  text: string;
  longest: number;
  writes: boolean;
}

export function Matters() {
  const read = useRead<Words>("matters");
  const { person } = useApp();
  const title = person?.own ? t("What matters to me") : t("What matters to {NAME}", { name: person?.given_name ?? "" });
  return (
    <Page title={title} back="/meg">
      <Heard of={read}>
        {(doc) => (doc.writes ? <Writing doc={doc} put={read.put} /> : <Reading text={doc.text} />)}
      </Heard>
    </Page>
  );
}

function Reading({ text }: { text: string }) {
  if (!text) return <p>{t("Nothing has been written yet.")}</p>;
  return <blockquote class="mine large">{text}</blockquote>;
}

function Writing({ doc, put }: { doc: Words; put: (doc: Words) => void }) {
  const [text, set] = useState(doc.text);
  const [said, tell] = useState("");
  useBusy();
  const keep = async () => {
    try {
      put(await send<Words>("matters", [["text", text]]));
      tell(t("It is saved. Those who follow you up read it first."));
    } catch (error) {
      tell(whyNot(error));
    }
  };
  return (
    <>
      <label for="matters" class="large">{t("What do you want to manage, or be spared? Use your own words.")}</label>
      <textarea id="matters" class="field" rows={6} maxLength={doc.longest} value={text}
        onInput={(event) => set(event.currentTarget.value)} />
      <p class="quiet">{t("The team, your next of kin and others who help you may read it.")}</p>
      <Big onPress={() => void keep()} disabled={text.trim() === doc.text}>{t("Save")}</Big>
      <Told>{said}</Told>
    </>
  );
}
