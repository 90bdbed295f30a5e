// My plan: as the doctor signed it, in the order one looks for things. Readable offline, on paper too.
import { Big, Card, Shape } from "../parts.tsx";
import { useApp } from "../state.ts";
import type { Zone } from "../day.ts";
import * as say from "../sayings.ts";
import { t } from "../words.ts";
import { Heard, Shared, useRead } from "./reading.tsx";

interface Paragraph {
  heading: string;
  text: string;
  rows: [string, string][];
  zone: number | null;
  lang: string;
}

interface Doc {
  own: boolean;
  name: string;
  number: number | null;
  by: string;
  approved_on: string;
  review_on: string;
  review_passed: boolean;
  paragraphs: Paragraph[];
}

/** A month that is shortened ends in a full stop already, and no sentence ends in two. */
function ended(said: string): string {
  return said.replace(/\.\.$/, ".");
}

const ZONES: Record<number, Zone> = { 1: "green", 2: "grey", 3: "yellow", 4: "red" };

export function Plan() {
  const { person } = useApp();
  const read = useRead<Doc>("plan", "plan");
  return (
    <Shared title={person?.own ? t("My plan") : t("The plan")} back="/meg" part="plan">
      <Heard of={read}>{(doc) => <Whole doc={doc} />}</Heard>
      {read.doc === null && read.failed?.status === 0 && <FromTheDay />}
    </Shared>
  );
}

function Whole({ doc }: { doc: Doc }) {
  const { person } = useApp();
  return (
    <>
      <p class="only-paper"><strong>{doc.name}</strong></p>
      {doc.number === null ? (
        <p>{t("There is no plan that holds now. The team makes one with you.")}</p>
      ) : (
        <p class="quiet">
          {ended(t("Signed by {NAME} {DATE}.", { name: doc.by, date: doc.approved_on }))}{" "}
          {doc.review_on && (doc.review_passed
            ? t("It should have been looked at again {DATE}: ask the team.", { date: doc.review_on })
            : ended(t("It is looked at again {DATE}.", { date: doc.review_on })))}
        </p>
      )}
      {doc.paragraphs.map((one) => <Part one={one} />)}
      {doc.number !== null && (
        <div class="choices no-paper">
          <Big second onPress={() => print()}>{t("Print")}</Big>
          <Big second href={`/hjem/api/v1/people/${person?.person}/plan.pdf`}>{t("Save as PDF")}</Big>
        </div>
      )}
    </>
  );
}

function Part({ one }: { one: Paragraph }) {
  const zone = one.zone === null ? undefined : ZONES[one.zone];
  return (
    <section class={zone ? `card part edge-${zone}` : "part"}>
      <h2>{zone && <Shape zone={zone} />} {one.heading}</h2>
      {one.text && <p class="doctors" lang={one.lang || undefined}>{one.text}</p>}
      {one.rows.length > 0 && (
        <dl class="facts">
          {one.rows.map(([name, value]) => (
            <div><dt>{name}</dt><dd><Value text={value} /></dd></div>
          ))}
        </dl>
      )}
    </section>
  );
}

/** A number to call is a link to call it. */
function Value({ text }: { text: string }) {
  return /^(113|116 117|116 123)$/.test(text)
    ? <a class="ds-link" href={`tel:${text.replace(/ /g, "")}`}>{text}</a>
    : <>{text}</>;
}

/** Without network and never read before: what the day itself holds of the plan. */
function FromTheDay() {
  const { day } = useApp();
  const plan = day?.plan;
  if (!plan) return null;
  return (
    <>
      {plan.by && plan.approved_on && (
        <p class="quiet">{t("Signed by {NAME} {DATE}.", { name: plan.by, date: say.date(plan.approved_on) })}</p>
      )}
      {plan.goals.length > 0 && <Card title={t("Goals")}><ul>{plan.goals.map((one) => <li>{one}</li>)}</ul></Card>}
      {plan.paragraphs.map((one) => (
        <section class="part">
          <h2>{one.heading}</h2>
          {one.text && <p class="doctors">{one.text}</p>}
          {(one.rows ?? []).map((row) => <p>{Array.isArray(row) ? row.join(": ") : String(row)}</p>)}
        </section>
      ))}
    </>
  );
}
