// Everything by keyboard. Letters act only outside fields, and never with Ctrl, Alt or Meta.
import { openBeside } from "./panel";

export function startKeys(): void {
  const help = document.getElementById("help") as HTMLDialogElement | null;
  const button = document.querySelector<HTMLElement>("[data-help]");
  if (button) {
    button.hidden = false;
    button.addEventListener("click", () => help?.showModal());
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || help?.open) return;
    if ((event.target as HTMLElement).closest("input, textarea, select, dialog")) return;
    const act = ACTS[event.key];
    if (act) {
      event.preventDefault();
      void act();
    }
  });
}

const ACTS: Record<string, () => void | Promise<void>> = {
  j: () => move(1),
  k: () => move(-1),
  t: take,
  c: toNote,
  g: toList,
  "?": () => (document.getElementById("help") as HTMLDialogElement | null)?.showModal(),
};

function links(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("#list .row a.open")];
}

/** The row that has the focus, else the one whose case is open. */
function chosenRow(): HTMLElement | null {
  return (
    document.activeElement?.closest<HTMLElement>(".row") ??
    document.querySelector<HTMLElement>('.row[aria-current="true"]')
  );
}

function move(by: number): void {
  const all = links();
  const here = all.findIndex((link) => link.closest(".row") === chosenRow());
  const next = all[here < 0 ? (by > 0 ? 0 : all.length - 1) : here + by];
  next?.focus();
}

function take(): void {
  const row = document.activeElement?.closest(".row");
  const inRow = row?.querySelector<HTMLElement>("button.take");
  const button = row ? inRow : document.querySelector<HTMLElement>("#panel [data-take]");
  button?.click();
}

async function toNote(): Promise<void> {
  const row = document.activeElement?.closest<HTMLElement>(".row");
  if (row && row.getAttribute("aria-current") !== "true") {
    const beside = await openBeside(row);
    if (!beside) row.querySelector<HTMLElement>("a.open")?.click();
  }
  document.getElementById("note")?.focus();
}

function toList(): void {
  const back = document.querySelector<HTMLElement>("[data-back]");
  if (back) back.click();
  else (chosenRow()?.querySelector<HTMLElement>("a.open") ?? links()[0])?.focus();
}
