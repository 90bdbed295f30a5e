// What came from the meter, when it should be looked at before it is saved.
import { iso, put, right } from "../clock.ts";
import { Big, Card } from "../parts.tsx";
import * as say from "../sayings.ts";
import { t } from "../words.ts";
import { Beyond } from "./beyond.tsx";
import type { Outcome, Taken } from "./index.ts";
import { doubts, size, type Doubted } from "./saving.ts";

interface Props {
  came: Outcome;
  kind: string;
  yes: (came: Outcome) => void;
  no: () => void;
}

export function Confirm({ came, kind, yes, no }: Props) {
  const why = doubts(came.taken);
  const off = came.taken.some((one) => say.offScale(one) !== "");
  const impossible = why.includes("impossible");
  return (
    <Card title={impossible ? t("That cannot be right") : t("Is this yours, and right?")} edge={off ? "red" : undefined}>
      <ul class="taken">
        {came.taken.map((one) => (
          <Line one={one} main={one.kind === kind} />
        ))}
      </ul>
      {why.filter((doubt) => doubt !== "old" || !why.includes("clock")).map((doubt) => (
        <p>{reason(doubt)}</p>
      ))}
      {off && <Beyond />}
      {!impossible && <Big onPress={() => yes(owned(came))}>{t("Yes, save it")}</Big>}
      {!impossible && isOneMeasurement(came) && why.includes("clock") && (
        <Big second onPress={() => yes(owned(measuredNow(came)))}>{t("It was measured just now")}</Big>
      )}
      <Big second onPress={no}>{impossible ? t("Measure once more") : t("No, do not save it")}</Big>
    </Card>
  );
}

function Line({ one, main }: { one: Taken; main: boolean }) {
  return (
    <li>
      <span>{say.kindName(one.kind)}</span>
      {main ? <strong>{say.value(one)}</strong> : <span>{say.value(one)}</span>}
      <span class="quiet">{say.when(put(Date.parse(one.at)), right())}</span>
      {size(one) === "not-credible" && <span class="quiet">{t("An unusual number")}</span>}
    </li>
  );
}

function reason(doubt: Doubted): string {
  switch (doubt) {
    case "clock": return t("The clock of the meter may be wrong. Was it measured at this time?");
    case "user": return t("The meter can be used by several. Is this your own measurement?");
    case "old": return t("The meter had stored this from before.");
    case "not-credible": return t("It is an unusual number. Look at the meter once more.");
    case "impossible": return t("Look at the meter once more. If it really says this, call the team.");
  }
}

/** Who says yes is the one that the meter calls by this number, from now on. */
function owned(came: Outcome): Outcome {
  const { known, user } = came;
  return user === null ? came : { ...came, known: { ...known, user } };
}

function isOneMeasurement({ taken }: Outcome): boolean {
  return new Set(taken.map(({ at }) => at)).size === 1;
}

/** The person knows better than a meter whose clock is wrong. */
function measuredNow(came: Outcome): Outcome {
  return { ...came, taken: came.taken.map((one) => ({ ...one, at: iso() })) };
}
