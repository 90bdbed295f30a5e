// Who has looked at my data: day by day, in whole sentences.
import { Card } from "../parts.tsx";
import { useApp } from "../state.ts";
import { t } from "../words.ts";
import { Heard, Shared, useRead } from "./reading.tsx";

interface Line {
  sentence: string;
  times: string;
  mark: string;
  sort: string;
  acts: string;
  details: [string, string][];
}

interface Days {
  more: boolean;
  days: { title: string; lines: Line[] }[];
}

export function Log() {
  const read = useRead<Days>("log", "log");
  const { person } = useApp();
  return (
    <Shared title={t("Who has looked")} back="/meg" part="log">
      <p>{t("Everybody who looks is written down here, also you. If something seems wrong, write to the team.")}</p>
      <Heard of={read}>
        {(doc) => (
          <>
            {doc.days.length === 0 && <p>{t("Nobody has looked.")}</p>}
            {doc.days.map((day) => (
              <section class="lines">
                <h2 class="day">{day.title}</h2>
                <ul class="looks">{day.lines.map((line) => <li><Look line={line} /></li>)}</ul>
              </section>
            ))}
            {doc.more && (
              <p><a class="ds-link" href={`/person/${person?.person}/logg`}>{t("See the whole year")}</a></p>
            )}
          </>
        )}
      </Heard>
      <Card quiet>
        <a class="ds-link" href="#/meldinger/ny">{t("Write to the team about this")}</a>
      </Card>
    </Shared>
  );
}

function Look({ line }: { line: Line }) {
  return (
    <>
      {line.mark && <strong class="tag">{line.mark}</strong>}
      <span>{line.sentence}</span> <span class="quiet">{line.times}</span>
      {line.details.length > 0 && (
        <details>
          <summary>{line.acts}</summary>
          <ul>{line.details.map(([at, what]) => <li class="quiet">{at} {what}</li>)}</ul>
        </details>
      )}
    </>
  );
}
