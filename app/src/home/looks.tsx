// How it looks: text size, contrast, simple mode and language. Kept on this phone.
import { useEffect } from "preact/hooks";
import { Card, Page } from "./parts.tsx";
import { Languages } from "./start.tsx";
import { changeLooks } from "./session.ts";
import { useApp } from "./state.ts";
import type { App } from "./state.ts";
import { language, t } from "./words.ts";

export function size(app: App): 1 | 2 | 3 | 4 {
  return app.looks.size ?? app.day?.person.text_size ?? 1;
}

export function mode(app: App): "normal" | "simple" {
  return app.looks.mode ?? app.day?.person.mode ?? "normal";
}

/** Put the looks on the page itself, where the styles find them. */
export function useLooks(app: App): void {
  const root = document.documentElement;
  useEffect(() => {
    root.lang = language();
    root.dataset.text = String(size(app));
    root.dataset.mode = mode(app);
    root.dataset.contrast = app.looks.contrast ? "high" : "normal";
    root.toggleAttribute("data-kiosk", app.looks.kiosk);
  });
}

export function Looks() {
  const app = useApp();
  return (
    <Page title={t("How it looks")} back="/meg">
      <Card title={t("Text size")}>
        <div class="sizes" role="group" aria-label={t("Text size")}>
          {([1, 2, 3, 4] as const).map((one) => (
            <button
              type="button" class={`size size-${one}`} aria-pressed={size(app) === one}
              aria-label={t("Size {NUMBER}", { number: one })}
              onClick={() => void changeLooks({ size: one })}
            >
              A
            </button>
          ))}
        </div>
      </Card>
      <Card>
        <Switch on={app.looks.contrast} name={t("Strong contrast")} change={(contrast) => void changeLooks({ contrast })} />
        <Switch
          on={mode(app) === "simple"} name={t("Simple mode: bigger, calmer, one thing")}
          change={(on) => void changeLooks({ mode: on ? "simple" : "normal" })}
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
