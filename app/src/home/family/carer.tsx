// How a next of kin has it themselves: their own record, which the person never sees.
import { useState } from "preact/hooks";
import { Big, Card, Page, Told } from "../parts.tsx";
import { useApp, useBusy } from "../state.ts";
import { t } from "../words.ts";
import { Heard, send, useRead, whyNot } from "./reading.tsx";

interface Doc {
  title: string;
  questions: { id: string; text: string; options: { value: number; text: string }[] }[];
  answered: { form: string; at: string; items: [string, string][] }[];
}

export function Carer() {
  const read = useRead<Doc>("carer");
  const { person } = useApp();
  const name = person?.given_name ?? "";
  return (
    <Page title={read.doc?.title ?? t("How are you yourself?")} back="/meg">
      <p>{t("You and the team read this. {NAME} does not.", { name })}</p>
      <p class="quiet">{t("Nobody watches it day by day. If you need an answer, write to the team.")}</p>
      <Heard of={read}>
        {(doc) => (
          <>
            <Asking doc={doc} put={read.put} key={doc.answered.length} />
            {doc.answered.map((one) => (
              <Card title={`${t("Answered")} ${one.at}`}>
                <dl class="facts">{one.items.map(([asked, said]) => <div><dt>{asked}</dt><dd>{said}</dd></div>)}</dl>
              </Card>
            ))}
          </>
        )}
      </Heard>
    </Page>
  );
}

function Asking({ doc, put }: { doc: Doc; put: (doc: Doc) => void }) {
  const [chosen, choose] = useState<Record<string, string>>({});
  const [said, tell] = useState("");
  useBusy();
  const keep = async () => {
    try {
      put(await send<Doc>("carer", Object.entries(chosen)));
    } catch (error) {
      tell(whyNot(error));
    }
  };
  return (
    <>
      {doc.questions.map((one) => (
        <fieldset class="tick">
          <legend>{one.text}</legend>
          {one.options.map((option) => (
            <label class="switch">
              <input type="radio" name={one.id} checked={chosen[one.id] === String(option.value)}
                onChange={() => choose({ ...chosen, [one.id]: String(option.value) })} />
              {option.text}
            </label>
          ))}
        </fieldset>
      ))}
      <Big onPress={() => void keep()} disabled={Object.keys(chosen).length === 0}>{t("Save")}</Big>
      <Told>{said}</Told>
    </>
  );
}
