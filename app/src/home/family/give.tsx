// Let a next of kin see: whom, what and for how long, one thing at a time. At most a year.
import { useState } from "preact/hooks";
import { Big, Card } from "../parts.tsx";
import { t } from "../words.ts";
import type { Do, KeptDoc } from "./access.tsx";
import { Choose } from "./access.tsx";

export function Give({ doc, act }: { doc: KeptDoc; act: Do }) {
  const [whom, choose] = useState("");
  const [months, last] = useState("12");
  const free = doc.contacts.filter((one) => !one.has);
  const person = free.find((one) => one.id === whom);
  if (doc.contacts.length === 0)
    return (
      <Card quiet>
        <p>{t("No next of kin are written down. Ask the team to do it, and you can let them see.")}</p>
      </Card>
    );
  if (free.length === 0) return null;
  if (!person)
    return (
      <section class="lines">
        <h2>{t("Let somebody see")}</h2>
        <div class="choices">
          {free.map((one) => (
            <Big second onPress={() => choose(one.id)}>{one.name}, {one.relation}</Big>
          ))}
        </div>
      </section>
    );
  const give = async (codes: [string, string][]) => {
    if (await act("rights/give", [["contact", person.id], ["months", months], ...codes])) choose("");
  };
  return (
    <Card title={t("What may {NAME} see?", { name: person.name })}>
      <fieldset class="tick">
        <legend>{t("For how long?")}</legend>
        {doc.months.map((one) => (
          <label class="switch">
            <input type="radio" name="months" checked={one === months} onChange={() => last(one)} />
            {one === "1" ? t("1 month") : t("{COUNT} months", { count: one })}
          </label>
        ))}
      </fieldset>
      <Choose scopes={doc.scopes} chosen={[]} label={t("What?")} button={t("Let {NAME} see this", { name: person.name })} then={(codes) => void give(codes)} />
      <p class="quiet">{t("You can stop it again at any time, with one tap.")}</p>
      <button type="button" class="plain" onClick={() => choose("")}>{t("Never mind")}</button>
    </Card>
  );
}
