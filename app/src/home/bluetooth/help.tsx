// One page for each type of meter: a picture, three short steps, and what helps when it fails.
import { Big, Card, Page } from "../parts.tsx";
import { t } from "../words.ts";
import { Drawing } from "./drawings.tsx";
import { guide, tips, without } from "./guide.ts";
import { available, METERS } from "./index.ts";
import type { Meter, MeterName } from "./meters.ts";
import "./bluetooth.css";

/** `#/maalere` lists the types, `#/maalere/cuff` tells of one. */
export function MeterHelp({ name }: { name: string }) {
  const meter = METERS.find((one) => one.name === name);
  return meter ? <One meter={meter} /> : <All />;
}

function All() {
  return (
    <Page title={t("Meters the app can read")} back="/">
      <p>{t("The number comes straight from the meter, and you do not have to type it.")}</p>
      {!available() && <p class="notice">{without()}</p>}
      <ul class="choices">
        {METERS.map(({ name }) => (
          <li>
            <a class="choice meter-choice" href={`#/maalere/${name}`}>
              <Drawing of={name} /> <span>{guide(name).name}</span>
            </a>
          </li>
        ))}
      </ul>
    </Page>
  );
}

function One({ meter }: { meter: Meter }) {
  return (
    <Page title={guide(meter.name).name} back="/maalere">
      <Steps of={meter.name} />
      <Big to={`/maal/${meter.kinds[0]}`}>{t("Measure now")}</Big>
      <Card title={t("If the phone does not find the meter")}>
        <Tips of={meter.name} />
      </Card>
    </Page>
  );
}

export function Steps({ of }: { of: MeterName }) {
  return (
    <section class="card steps">
      <Drawing of={of} />
      <ol>
        {guide(of).steps.map((step) => (
          <li>{step}</li>
        ))}
      </ol>
    </section>
  );
}

export function Tips({ of }: { of: MeterName }) {
  return (
    <ul class="tips">
      {tips(of).map((tip) => (
        <li>{tip}</li>
      ))}
    </ul>
  );
}
