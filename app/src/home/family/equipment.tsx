// What may send for the person: meters and boxes at home, and phones and tablets with the app.
import { useState } from "preact/hooks";
import { post } from "../api.ts";
import { Page, Told } from "../parts.tsx";
import { useApp } from "../state.ts";
import { t } from "../words.ts";
import { Heard, useRead, whyNot } from "./reading.tsx";

interface Device {
  id: string;
  name: string;
  since: string;
  seen: string;
  kiosk: boolean;
  own: boolean;
}

interface Doc {
  keeps: boolean;
  bound: { name: string; since: string }[];
  devices: Device[];
}

export function Equipment() {
  const read = useRead<Doc>("equipment");
  const { person } = useApp();
  return (
    <Page title={t("Equipment and phones")} back="/meg">
      <Heard of={read}>
        {(doc) => (
          <>
            <section class="lines">
              <h2>{t("Phones and tablets that may send")}</h2>
              {doc.devices.length === 0 && <p>{t("None yet.")}</p>}
              <ul class="cards">
                {doc.devices.map((one) => (
                  <li><DeviceLine one={one} here={one.id === person?.device} then={read.again} /></li>
                ))}
              </ul>
            </section>
            {doc.keeps && (
              <section class="lines">
                <h2>{t("Meters and boxes at home")}</h2>
                {doc.bound.length === 0 && <p>{t("None are connected by the team.")}</p>}
                <ul>
                  {doc.bound.map((one) => (
                    <li class="line"><span>{one.name}</span> <span class="quiet">{t("since {WHEN}", { when: one.since })}</span></li>
                  ))}
                </ul>
                <p class="quiet">{t("If something is broken, or is to be collected, write to the team.")}</p>
                <p><a class="ds-link" href="#/maalere">{t("How to use the meters")}</a></p>
              </section>
            )}
          </>
        )}
      </Heard>
    </Page>
  );
}

function DeviceLine({ one, here, then }: { one: Device; here: boolean; then: () => Promise<void> }) {
  const [sure, ask] = useState(false);
  const [said, tell] = useState("");
  const revoke = async () => {
    try {
      await post(`devices/${one.id}`, {});
      await then();
    } catch (error) {
      tell(whyNot(error));
    }
  };
  return (
    <div class="card">
      <p><strong>{one.name}</strong>{one.kiosk && <> · {t("stays signed in")}</>}{!one.own && <> · {t("another person's")}</>}{here && <> · {t("this one")}</>}</p>
      <p class="quiet">{t("since {WHEN}", { when: one.since })}{one.seen && <> · {t("last sent {WHEN}", { when: one.seen })}</>}</p>
      {!sure && (
        <button type="button" class="ds-button small" data-variant="secondary" onClick={() => ask(true)}>
          {t("Shut it out")}
        </button>
      )}
      {sure && (
        <>
          <p>
            {here
              ? t("This phone can then no longer send. What waits on it is not received.")
              : t("It can then no longer send anything. Do this when it is lost or given away.")}
          </p>
          <p class="pair">
            <button type="button" class="ds-button small" data-color="danger" onClick={() => void revoke()}>{t("Yes, shut it out")}</button>
            <button type="button" class="ds-button small" data-variant="secondary" onClick={() => ask(false)}>{t("No")}</button>
          </p>
        </>
      )}
      <Told>{said}</Told>
    </div>
  );
}
