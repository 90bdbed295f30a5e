// The chosen case beside the list, where there is room for it; else it has its own page.
import htmx from "htmx.org";

const WIDE = matchMedia("(min-width: 1200px)");

/** Show the case beside the list. False when it must open as a page of its own. */
export async function openBeside(row: HTMLElement): Promise<boolean> {
  const id = row.dataset.case;
  if (!id || !WIDE.matches || !document.getElementById("list")) return false;
  await htmx.ajax("get", `/sak/${id}/`, { target: "#panel", swap: "innerHTML" });
  const address = new URLSearchParams(location.search);
  address.set("sak", id);
  history.replaceState(null, "", `/?${address}`);
  looks(id);
  markCurrent();
  document.getElementById("panel")?.scrollTo(0, 0);
  document.getElementById("case-title")?.focus({ preventScroll: true });
  return true;
}

export function startPanel(): void {
  document.addEventListener("click", (event) => {
    const target = event.target as HTMLElement;
    const row = target.closest<HTMLElement>(".row");
    if (!row || target.closest("button, form, label") || event.ctrlKey || event.metaKey) return;
    if (!WIDE.matches || !document.getElementById("list") || !row.dataset.case) return;
    event.preventDefault();
    void openBeside(row);
  });
  document.addEventListener("click", (event) => {
    const again = (event.target as HTMLElement).closest("[data-reload]");
    if (again) reload();
  });
  document.body.addEventListener("htmx:beforeRequest", (event) => {
    const row = ((event as CustomEvent).detail.elt as HTMLElement).closest<HTMLElement>(".row");
    acted = row?.id ?? null;
  });
  // Right after the swap: a refresh of the list may replace the new row before it has settled,
  // and then the event of settling never reaches the page.
  document.body.addEventListener("htmx:afterRequest", () => keepPlace());
  markCurrent();
  looks(document.querySelector<HTMLElement>("[data-open-case]")?.dataset.openCase);
}

let acted: string | null = null;

/** After a button has replaced what held the focus: back to the row, or to the case's name. */
function keepPlace(): void {
  const row = acted ? document.getElementById(acted) : null;
  if (document.activeElement === document.body || !document.activeElement) {
    if (row) row.querySelector<HTMLElement>(".open")?.focus({ preventScroll: true });
    else firstToCorrect().focus({ preventScroll: true });
  }
  if (row && row.dataset.case === openCase()?.dataset.openCase) reload();
  acted = null;
}

function firstToCorrect(): HTMLElement {
  return (
    document.querySelector<HTMLElement>('#panel [aria-invalid="true"]') ??
    document.getElementById("case-title") ??
    document.getElementById("main")!
  );
}

function openCase(): HTMLElement | null {
  return document.querySelector<HTMLElement>("#panel [data-open-case]");
}

function reload(): void {
  const id = openCase()?.dataset.openCase;
  if (id) void htmx.ajax("get", `/sak/${id}/`, { target: "#panel", swap: "innerHTML" });
}

const LOOK_EVERY = 15_000;
let looking = 0;

/** Tell colleagues that this case is being looked at, and show who else looks, while it is. */
export function looks(id: string | undefined): void {
  clearInterval(looking);
  if (!id) return;
  void ask(id);
  looking = window.setInterval(() => void ask(id), LOOK_EVERY);
}

// Asked aside from htmx, so that it neither waits for what the reader does nor moves the focus.
async function ask(id: string): Promise<void> {
  if (document.hidden || !document.getElementById("lookers")) return;
  try {
    const answer = await fetch(`/sak/${id}/ser`, { headers: { "HX-Request": "true" } });
    if (!answer.ok) return;
    const told = new DOMParser().parseFromString(await answer.text(), "text/html");
    const place = document.getElementById("lookers");
    if (place) place.textContent = told.getElementById("lookers")?.textContent ?? "";
  } catch {
    // The list tells when contact is lost.
  }
}

/** Mark the row whose case is open beside the list. */
export function markCurrent(): void {
  const id = openCase()?.dataset.openCase;
  for (const row of document.querySelectorAll<HTMLElement>(".row")) {
    if (id && row.dataset.case === id) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  }
}

/** The open case has changed on the list: offer to show it, without moving what is being read. */
export function noticeChange(): void {
  const shown = openCase();
  if (!shown) return;
  const row = document.querySelector<HTMLElement>(`.row[data-case="${shown.dataset.openCase}"]`);
  const changed = row
    ? row.dataset.changed !== shown.dataset.changed
    : shown.dataset.closed !== "true";
  const offer = shown.querySelector<HTMLElement>("[data-reload]");
  if (offer) offer.hidden = !changed;
}
