// HI or LO on the meter: a number that it could not give cannot be sent, so a person must hear of it.
import { Call } from "../after.tsx";
import { CallMe } from "../help.tsx";
import { useApp } from "../state.ts";
import { t } from "../words.ts";

export function Beyond() {
  const { person } = useApp();
  return (
    <>
      <p><strong>{t("Nobody gets to know of this from the meter. Call, or ask to be called.")}</strong></p>
      <Call first />
      {person?.credential && <CallMe />}
    </>
  );
}
