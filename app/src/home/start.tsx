// The first start: three short screens, then the sign-in, then this phone may send.
import { useEffect, useState } from "preact/hooks";
import { Failed } from "./api.ts";
import { Big, Card, Page } from "./parts.tsx";
import { isLent, wasCleared } from "./lent.ts";
import { instead } from "./route.ts";
import { changeLooks, signIn, startLent } from "./session.ts";
import { useApp } from "./state.ts";
import type { Language } from "./day.ts";
import { language, t } from "./words.ts";

export function Start() {
  const { session, person, stays } = useApp();
  const [step, setStep] = useState(0);
  const [cleared, setCleared] = useState(false);
  useEffect(() => {
    void wasCleared().then(setCleared);
  }, []);
  if (person && (session === "in" || isLent(person))) {
    instead("/");
    return null;
  }
  const screens = [
    { title: t("Welcome to Heime"), text: [
      t("Here you measure and answer as agreed in your plan. Those who follow you up see it."),
      t("You do one thing at a time, and you cannot break anything."),
    ] },
    { title: t("It works without coverage"), text: [
      t("What you measure is saved on the phone and sent by itself when there is coverage."),
      t("Until somebody has received it, it says so here."),
      ...(stays ? [] : [t("This browser does not keep the app itself. What you tell is saved, but without coverage you cannot open the app again. Let it stand open until it is sent.")]),
    ] },
    { title: t("Not for emergencies"), text: [
      t("Nobody watches all day and night. If life is in danger, call 113. If it cannot wait, call 116 117."),
      t("The numbers stand at the bottom of every screen."),
    ] },
  ];
  const screen = screens[step];
  return (
    <Page title={screen?.title ?? t("Sign in")} alone>
      {step === 0 && cleared && (
        <p class="notice" role="status">{t("This tablet has been cleared, as the team asked. Nothing is left on it.")}</p>
      )}
      {step === 0 && <Languages />}
      {screen ? (
        <>
          <p class="label">{t("{NOW} of {ALL}", { now: step + 1, all: screens.length })}</p>
          {screen.text.map((text) => <p class="large">{text}</p>)}
          <Big onPress={() => setStep(step + 1)}>{t("Go on")}</Big>
          {step > 0 && <Big second onPress={() => setStep(step - 1)}>{t("Back")}</Big>}
        </>
      ) : (
        <Ways back={() => setStep(step - 1)} />
      )}
    </Page>
  );
}

function Ways({ back }: { back: () => void }) {
  return (
    <>
      <Card title={t("I have BankID or another e-ID")}>
        <Big onPress={signIn}>{t("Sign in")}</Big>
      </Card>
      <Card title={t("I have been given a code")}>
        <p>{t("You got it from those who follow you up. Have it at hand.")}</p>
        <Big href="/inn/enhet?til=/hjem/" second>{t("Use the code")}</Big>
      </Card>
      <LentTablet />
      <Big second onPress={back}>{t("Back")}</Big>
    </>
  );
}

/** A tablet that the service lends needs no sign-in: a code binds it to one person. */
function LentTablet() {
  const [open, setOpen] = useState(false);
  const [code, setCode] = useState("");
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState(false);
  const use = async () => {
    setBusy(true);
    setWrong("");
    try {
      await startLent(code);
      instead("/");
    } catch (error) {
      setWrong(error instanceof Failed && error.words ? error.words : t("This needs coverage. Try once more."));
    }
    setBusy(false);
  };
  return (
    <Card title={t("This tablet is lent to me")}>
      {open ? (
        <>
          <label class="field">
            <span>{t("The code from the team")}</span>
            <input
              class="ds-input" autocomplete="off" autocapitalize="characters" spellcheck={false} value={code}
              onInput={(event) => setCode(event.currentTarget.value)}
            />
          </label>
          {wrong && <p class="notice needs" role="alert">{wrong}</p>}
          <Big disabled={busy || code.trim().length < 8} onPress={() => void use()}>{t("Start the tablet")}</Big>
        </>
      ) : (
        <Big second onPress={() => setOpen(true)}>{t("Type the code")}</Big>
      )}
    </Card>
  );
}

const NAMES: [Language, string][] = [["nb", "Bokmål"], ["nn", "Nynorsk"], ["en", "English"]];

export function Languages() {
  return (
    <div class="languages" role="group" aria-label={t("Language")}>
      {NAMES.map(([code, name]) => (
        <button
          type="button" lang={code} class="ds-button small" data-variant="secondary"
          aria-pressed={language() === code} onClick={() => void changeLooks({ language: code })}
        >
          {name}
        </button>
      ))}
    </div>
  );
}
