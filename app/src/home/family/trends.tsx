// One's own measurements over time: the sentence first, then the curve, then the table.
import { Card, Shape } from "../parts.tsx";
import { useApp } from "../state.ts";
import type { Zone } from "../day.ts";
import { t } from "../words.ts";
import type { Drawn } from "./bands.ts";
import { Curve } from "./curve.tsx";
import { Heard, Shared, useRead } from "./reading.tsx";

interface Row {
  at: string;
  value: string;
  zone: number | null;
  word: string;
}

interface Kind {
  kind: string;
  name: string;
  unit: string;
  decimals: number;
  sentence: string;
  curves: Drawn[];
  table: Row[];
  of: number;
}

interface Doc {
  days: number;
  from: string;
  now: string;
  limits_shared: boolean;
  kinds: Kind[];
}

const SPANS = ["7", "30", "90", "365"];
export const ZONES: Record<number, Zone> = { 1: "green", 2: "grey", 3: "yellow", 4: "red" };

export function Trends({ days }: { days: string }) {
  const span = SPANS.includes(days) ? days : "7";
  const read = useRead<Doc>(`trends?days=${span}`, "values");
  const { person } = useApp();
  return (
    <Shared title={person?.own ? t("How it has been") : t("How it has been with {NAME}", { name: person?.given_name ?? "" })} part="values">
      <nav class="spans" aria-label={t("How long back")}>
        {SPANS.map((one) => (
          <a href={`#/utvikling/${one}`} aria-current={one === span ? "true" : undefined}>{long(one)}</a>
        ))}
      </nav>
      <Heard of={read}>
        {(doc) => (
          <>
            {doc.kinds.length === 0 && <p>{t("Nothing has been measured in this time.")}</p>}
            {doc.kinds.map((one) => <One one={one} doc={doc} />)}
            {!doc.limits_shared && doc.kinds.length > 0 && (
              <p class="quiet">{t("The plan is not shared with you, so its limits are not drawn.")}</p>
            )}
          </>
        )}
      </Heard>
    </Shared>
  );
}

function long(days: string): string {
  switch (days) {
    case "30": return t("30 days");
    case "90": return t("3 months");
    case "365": return t("1 year");
    default: return t("7 days");
  }
}

function One({ one, doc }: { one: Kind; doc: Doc }) {
  return (
    <Card title={one.name}>
      <p class="large">{one.sentence}</p>
      {one.curves.map((curve) => (
        <Curve of={curve} unit={one.unit} decimals={one.decimals} from={Date.parse(doc.from)} to={Date.parse(doc.now)} told={one.sentence} />
      ))}
      <details>
        <summary>{t("Show the numbers")}</summary>
        <table class="numbers-table">
          <thead><tr><th scope="col">{t("When")}</th><th scope="col">{t("Value")}</th><th scope="col">{t("Against the plan")}</th></tr></thead>
          <tbody>
            {one.table.map((row) => (
              <tr>
                <td>{row.at}</td>
                <td class="value">{row.value}</td>
                <td>{row.zone !== null && <Shape zone={ZONES[row.zone] ?? "grey"} />} {row.word}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {one.of > one.table.length && <p class="quiet">{t("The newest {COUNT} of {ALL}.", { count: one.table.length, all: one.of })}</p>}
      </details>
    </Card>
  );
}
