// Everything by keyboard. Which key does what stands in the help on the page, and nowhere else.
// Letters act only outside fields, and never with Ctrl, Alt or Meta.
import { openBeside } from "./panel";
import { tell, word } from "./words";

type Act = (key: string) => void | Promise<void>;

export function startKeys(): void {
  const help = document.getElementById("help") as HTMLDialogElement | null;
  const button = document.querySelector<HTMLElement>("[data-help]");
  if (button) {
    button.hidden = false;
    button.addEventListener("click", () => help?.showModal());
  }
  const known = keysOf(help);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || help?.open) return;
    if ((event.target as HTMLElement).closest("input, textarea, select, dialog[open]")) return;
    const act = known.get(event.key);
    if (act) {
      event.preventDefault();
      void act(event.key);
    }
  });
}

const ACTS: Record<string, Act> = {
  next: () => move(1),
  previous: () => move(-1),
  take,
  note: () => toField("#act-text"),
  setAside: () => toField("[data-aside] select"),
  close: () => toField("#note"),
  undo,
  show: () => document.getElementById("waiting")?.click(),
  search: () => document.getElementById("find")?.focus(),
  view: (key) => document.querySelector<HTMLElement>(`[data-view="${key}"]`)?.click(),
  list: toList,
  messages: () => document.querySelector<HTMLElement>("[data-messages]")?.click(),
  answer: () => document.querySelector<HTMLElement>("form[data-draft] textarea")?.focus(),
  help: () => (document.getElementById("help") as HTMLDialogElement | null)?.showModal(),
};

/** Key → act, as the help says it. An act that the help names and we do not have is a fault. */
function keysOf(help: HTMLElement | null): Map<string, Act> {
  const found = new Map<string, Act>();
  for (const place of help?.querySelectorAll<HTMLElement>("[data-acts]") ?? []) {
    const acts = JSON.parse(place.dataset.acts ?? "{}") as Record<string, string>;
    for (const [key, name] of Object.entries(acts)) {
      const act = ACTS[name];
      if (!act) throw new Error(`No act is called ${name}`);
      found.set(key, act);
    }
  }
  return found;
}

function links(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("#list .row a.open, #threads a.open")];
}

/** The row that has the focus, else the one whose case is open. */
function chosenRow(): HTMLElement | null {
  return (
    document.activeElement?.closest<HTMLElement>(".row, .thread-row") ??
    document.querySelector<HTMLElement>(':is(.row, .thread-row)[aria-current="true"]')
  );
}

function move(by: number): void {
  const all = links();
  const here = all.findIndex((link) => link.closest(".row, .thread-row") === chosenRow());
  const next = all[here < 0 ? (by > 0 ? 0 : all.length - 1) : here + by];
  next?.focus();
}

function take(): void {
  const row = document.activeElement?.closest(".row");
  const inRow = row?.querySelector<HTMLElement>("button.take");
  const button = row ? inRow : document.querySelector<HTMLElement>("#panel [data-take], main [data-take]");
  button?.click();
}

const DRAWN_WITHIN = 300;

/** To a field of the case: opened beside the list first, and unfolded if it is folded away. */
async function toField(field: string): Promise<void> {
  const row = document.activeElement?.closest<HTMLElement>(".row");
  if (row && row.getAttribute("aria-current") !== "true") {
    const beside = await openBeside(row);
    if (!beside) row.querySelector<HTMLElement>("a.open")?.click();
  }
  const place = document.querySelector<HTMLElement>(field);
  const around = place?.closest("details");
  if (around && !around.open) {
    around.open = true;
    // What has just been unfolded takes the focus only when it has been drawn.
    await new Promise((done) => setTimeout(done, DRAWN_WITHIN));
  }
  place?.focus();
}

function undo(): void {
  const button = document.querySelector<HTMLElement>("[data-undo]");
  if (button) button.click();
  else tell(word("undone"));
}

function toList(): void {
  const back = document.querySelector<HTMLElement>("[data-back]");
  if (back) back.click();
  else (chosenRow()?.querySelector<HTMLElement>("a.open") ?? links()[0])?.focus();
}
