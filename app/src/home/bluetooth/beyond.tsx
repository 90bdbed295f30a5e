// HI or LO on the meter, and a doubt to settle first: nobody knows of it until it is saved and sent.
import { Call } from "../after.tsx";
import { CallMe } from "../help.tsx";
import { useApp } from "../state.ts";
import { t } from "../words.ts";

export function Beyond() {
  const { person } = useApp();
  return (
    <>
      <p role="alert"><strong>{t("Nobody knows of this until you have saved it. Do you feel unwell? Then call.")}</strong></p>
      <Call first />
      {person?.credential && <CallMe />}
    </>
  );
}
