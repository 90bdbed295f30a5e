// How it looks: text size, contrast, simple mode and language.
import { useEffect } from "preact/hooks";
import { choose, lookOf } from "./look.ts";
import { Card, Page } from "./parts.tsx";
import { Languages } from "./start.tsx";
import { changeLooks } from "./session.ts";
import { useApp } from "./state.ts";
import type { App } from "./state.ts";
import { language, t } from "./words.ts";

/** Put the looks on the page itself, where the styles find them. */
export function useLooks(app: App): void {
  const root = document.documentElement;
  useEffect(() => {
    root.lang = language();
    const look = lookOf(app);
    root.dataset.text = String(look.text_size);
    root.dataset.mode = look.mode;
    root.dataset.contrast = look.contrast ? "high" : "normal";
    root.toggleAttribute("data-kiosk", app.looks.kiosk);
  });
}

export function Looks() {
  const app = useApp();
  const look = lookOf(app);
  return (
    <Page title={t("How it looks")} back="/meg">
      <Card title={t("Text size")}>
        <div class="sizes" role="group" aria-label={t("Text size")}>
          {([1, 2, 3, 4] as const).map((one) => (
            <button
              type="button" class={`size size-${one}`} aria-pressed={look.text_size === one}
              aria-label={t("Size {NUMBER}", { number: one })}
              onClick={() => void choose({ text_size: one })}
            >
              A
            </button>
          ))}
        </div>
      </Card>
      <Card>
        <Switch on={look.contrast} name={t("Strong contrast")} change={(contrast) => void choose({ contrast })} />
        <Switch
          on={look.mode === "simple"} name={t("Simple mode: bigger, calmer, one thing")}
          change={(on) => void choose({ mode: on ? "simple" : "normal" })}
        />
        <Switch on={app.looks.kiosk} name={t("Tablet on the wall: the day and one next thing")} change={(kiosk) => void changeLooks({ kiosk })} />
      </Card>
      <Card title={t("Language")}><Languages /></Card>
    </Page>
  );
}

interface SwitchProps {
  on: boolean;
  name: string;
  change: (on: boolean) => void;
}

function Switch({ on, name, change }: SwitchProps) {
  return (
    <label class="switch">
      <input type="checkbox" role="switch" checked={on} onChange={(event) => change(event.currentTarget.checked)} />
      <span>{name}</span>
    </label>
  );
}
