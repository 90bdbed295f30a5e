// PHQ-9 item 9: before the form who reads it and when, and after it help at once (reference 6.6).
//
// It is a flag for people to act on. No level of risk is worked out here, and nothing says that
// somebody is watching when nobody is. All of it works without network.
import { useEffect } from "preact/hooks";
import { Aloud } from "./aloud.tsx";
import type { Draft } from "./answer.tsx";
import { openness } from "./calling.ts";
import { right } from "./clock.ts";
import type { Answered, Questionnaire } from "./day.ts";
import { CallMe, Lifelines } from "./help.tsx";
import { Big, Card, Page } from "./parts.tsx";
import { go } from "./route.ts";
import * as say from "./sayings.ts";
import { useApp } from "./state.ts";
import { t } from "./words.ts";

/** How long the safety question may stand unanswered before what is said so far is sent. */
const SILENCE = 60_000;

export function BeforeMood({ start }: { start: () => void }) {
  const { day } = useApp();
  const team = day?.team.name ?? t("The team");
  const hours = openness(day);
  return (
    <Page title={t("Before you answer")} back="/" alone>
      <p class="large">
        {hours.open && hours.until
          ? t("Your answers are read by {TEAM}, which is open until {TIME} today.", { team, time: say.clock(hours.until) })
          : hours.next
            ? t("Your answers are read by {TEAM}, but nobody reads them before {WHEN}.", { team, when: say.when(hours.next, right()) })
            : t("Your answers are read by {TEAM}, but nobody reads them now.", { team })}
      </p>
      <Big onPress={start}>{t("Start")}</Big>
      <section class="lines">
        <h2>{t("If you need help now")}</h2>
        <Lifelines />
      </section>
    </Page>
  );
}

interface SafetyProps {
  form: Questionnaire;
  draft: Draft;
  send: (safe: Answered["safe_now"]) => void;
  /** The person went away without answering: what is said so far must not lie here alone. */
  left: () => void;
}

export function Safety({ draft, send, left }: SafetyProps) {
  const { day } = useApp();
  const hours = openness(day);
  useLeaving(left, draft.told);
  const asked = t("Are you safe right now?");
  return (
    <Page title={t("Thank you for telling us")} alone>
      <p class="large">{t("You should not have to be alone with this.")}</p>
      {!hours.open && (
        <p><strong>{t("Nobody in the team is reading your answer right now. Do not wait for us: call one of the numbers here.")}</strong></p>
      )}
      <Card edge="red">
        <h2>{asked}</h2>
        <Aloud text={asked} />
        <div class="calls">
          <Big second onPress={() => send("yes")}>{t("Yes")}</Big>
          <Big second onPress={() => send("no")}>{t("No")}</Big>
          <Big second onPress={() => send("unsure")}>{t("Unsure")}</Big>
        </div>
      </Card>
      <p>{t("If you are in danger now, call 113. You can also call one of the other numbers here.")}</p>
      <Lifelines />
      <CallMe stay />
      <button type="button" class="ds-link plain" onClick={() => { left(); go("/"); }}>{t("I do not want to answer this")}</button>
    </Page>
  );
}

function useLeaving(left: () => void, told: boolean): void {
  useEffect(() => {
    if (told) return undefined;
    const hidden = () => document.visibilityState === "hidden" && left();
    const timer = setTimeout(left, SILENCE);
    document.addEventListener("visibilitychange", hidden);
    addEventListener("pagehide", left);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", hidden);
      removeEventListener("pagehide", left);
    };
  }, [told]);
}
