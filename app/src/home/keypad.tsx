// Large keys, a comma where the kind has decimals, and one step up or down.
import { useEffect } from "preact/hooks";
import { stepped } from "./kinds.ts";
import type { Field } from "./kinds.ts";
import { number, unitName } from "./sayings.ts";
import { t } from "./words.ts";

interface Props {
  field: Field;
  typed: string;
  onChange: (typed: string) => void;
}

const LONGEST = 6;

export function Keypad({ field, typed, onChange }: Props) {
  const press = (key: string) => onChange(pressed(field, typed, key));
  useEffect(() => {
    const real = (event: KeyboardEvent) => {
      const key = event.key === "," ? "." : event.key;
      if (!/^[0-9.]$/.test(key) && key !== "Backspace") return;
      event.preventDefault();
      press(key);
    };
    addEventListener("keydown", real);
    return () => removeEventListener("keydown", real);
  });
  return (
    <div class="typing">
      <div class="shown">
        <button type="button" class="step" aria-label={t("One step down")} onClick={() => onChange(stepped(field, typed, -1))}>−</button>
        <output aria-live="polite">
          {typed === "" ? "–" : number(typed)} <small>{unitName(field.unit)}</small>
        </output>
        <button type="button" class="step" aria-label={t("One step up")} onClick={() => onChange(stepped(field, typed, 1))}>+</button>
      </div>
      <div class="keys">
        {"123456789".split("").map((key) => (
          <button type="button" onClick={() => press(key)}>{key}</button>
        ))}
        <button type="button" aria-label={t("Comma")} onClick={() => press(".")} disabled={!field.decimals}>{field.decimals ? number(".") : ""}</button>
        <button type="button" onClick={() => press("0")}>0</button>
        <button type="button" class="erase" onClick={() => press("Backspace")}>{t("Erase")}</button>
      </div>
    </div>
  );
}

function pressed(field: Field, typed: string, key: string): string {
  if (key === "Backspace") return typed.slice(0, -1);
  if (key === ".") return field.decimals && typed && !typed.includes(".") ? `${typed}.` : typed;
  const part = typed.split(".")[1];
  if (part !== undefined && part.length >= field.decimals) return typed;
  return typed.length < LONGEST ? typed + key : typed;
}
