// For next of kin: what is shared, what is not and until when; and how to leave.
import { useState } from "preact/hooks";
import { Big, Card, Told } from "../parts.tsx";
import { refresh } from "../session.ts";
import { useApp } from "../state.ts";
import * as store from "../store.ts";
import { t } from "../words.ts";
import type { Scope } from "./access.tsx";
import { send, whyNot } from "./reading.tsx";

export interface GivenDoc {
  keeps: false;
  own: false;
  because: string;
  may: Scope[];
  may_not: Scope[];
  mine: { id: string; ground: string; until: string; can_end: boolean }[];
}

export function Given({ doc }: { doc: GivenDoc }) {
  const { person } = useApp();
  const name = person?.given_name ?? "";
  return (
    <>
      <p>{doc.because}</p>
      <section class="lines">
        <h2>{t("You may see")}</h2>
        <ul class="ticks">{doc.may.map((one) => <li>{one.name}</li>)}</ul>
      </section>
      {doc.may_not.length > 0 && (
        <section class="lines">
          <h2>{t("Not shared with you")}</h2>
          <ul class="crosses">{doc.may_not.map((one) => <li>{one.name}</li>)}</ul>
          <p class="quiet">{t("{NAME} decides this, and can change it at any time.", { name })}</p>
        </section>
      )}
      <Card title={t("Do you disagree with something?")}>
        <p>{t("Write to the team: about what is written, about what is asked of you, or about what you may see.")}</p>
        <Big second to="/meldinger/ny">{t("Write to the team")}</Big>
      </Card>
      {doc.mine.filter((one) => one.can_end).map((one) => <Leave id={one.id} name={name} />)}
    </>
  );
}

function Leave({ id, name }: { id: string; name: string }) {
  const { person } = useApp();
  const [sure, ask] = useState(false);
  const [said, tell] = useState("");
  const leave = async () => {
    try {
      await send(`rights/${id}/end`, []);
      if (person) await store.forgetWhatIsRead(person.person);
      await refresh();
    } catch (error) {
      tell(whyNot(error));
    }
  };
  return (
    <Card title={t("I do not want to be in this any more")}>
      <p>{t("You then see nothing of {NAME} here, and nothing is asked of you. What you have written to the team stays with the team.", { name })}</p>
      {sure
        ? <Big danger onPress={() => void leave()}>{t("Yes, end my access")}</Big>
        : <Big second onPress={() => ask(true)}>{t("End my access")}</Big>}
      <Told>{said}</Told>
    </Card>
  );
}
