// Reading aloud, by the phone's own voice, only when asked to.
import { useEffect, useState } from "preact/hooks";
import { Icon } from "./shapes.tsx";
import { language, t } from "./words.ts";

// Few phones have a voice for nynorsk: the Norwegian one reads it.
const VOICES = { nb: "nb-NO", nn: "nb-NO", en: "en-GB" };

export function canSpeak(): boolean {
  return "speechSynthesis" in window;
}

export function speakAloud(text: string, done?: () => void): void {
  speechSynthesis.cancel();
  const said = new SpeechSynthesisUtterance(text);
  said.lang = VOICES[language()];
  said.rate = 0.9;
  if (done) said.onend = said.onerror = done;
  speechSynthesis.speak(said);
}

export function Aloud({ text }: { text: string }) {
  const [speaking, set] = useState(false);
  useEffect(() => () => canSpeak() && speechSynthesis.cancel(), [text]);
  useEffect(() => set(false), [text]);
  if (!canSpeak()) return null;
  const press = () => {
    if (speaking) speechSynthesis.cancel();
    else speakAloud(text, () => set(false));
    set(!speaking);
  };
  return (
    <button type="button" class="ds-button small aloud" data-variant="secondary" onClick={press}>
      <Icon name="speak" /> {speaking ? t("Stop reading") : t("Read aloud")}
    </button>
  );
}
