// The worklist keeps itself fresh, and never moves under the pointer.
import htmx from "htmx.org";
import { signInAnew } from "../signin/anew";
import { compare, sameRow, sameText } from "./difference";
import { fits, merge, merged } from "./merged";
import { markCurrent, noticeChange } from "./panel";
import { tell, word } from "./words";

export interface List {
  /** Read the list anew and show what may be shown now. */
  refresh(): Promise<void>;
  /** Put in the rows of some people as they are now; false where the list must be read instead. */
  change(people: string[], html: string): boolean;
}

const TRY_AGAIN = 2_000;

/** Tend the list that the page came with. */
export function startList(): List {
  let waiting: HTMLElement | null = null;
  let reading = false;
  let again = false;
  let meanwhile: { news: HTMLElement; whose: Set<string> }[] = [];
  let retry = 0;
  let lastRead = current().dataset.readAt ?? "";
  let reds = redRows(current());

  const chip = document.getElementById("waiting") as HTMLButtonElement;
  chip.addEventListener("click", () => show());
  // Leaving the list, by pointer or by focus, lets what has waited in.
  document.addEventListener("pointerleave", settle, true);
  document.addEventListener("focusout", () => setTimeout(settle));
  document.body.addEventListener("heime:list", () => void refresh());
  document.body.addEventListener("htmx:afterSettle", () => markCurrent());
  addEventListener("offline", () => lost(true));
  addEventListener("online", () => void refresh());

  function current(): HTMLElement {
    return document.getElementById("list") as HTMLElement;
  }

  function isHeld(): boolean {
    const list = current();
    // On the way to the chip, and on it, is still inside. Where nobody stands nothing can move.
    const onTheWay = !chip.hidden && document.querySelector(".list-head:hover") !== null;
    const inside = list.querySelector(".row") !== null && list.matches(":hover");
    return inside || onTheWay || list.contains(document.activeElement);
  }

  async function refresh(): Promise<void> {
    if (reading) {
      again = true;
      return;
    }
    reading = true;
    try {
      do {
        again = false;
        meanwhile = [];
        await read();
      } while (again);
    } finally {
      reading = false;
    }
  }

  async function read(): Promise<void> {
    let answer: Response;
    try {
      answer = await fetch(fragment(), { headers: { "HX-Request": "true" }, cache: "no-store" });
    } catch {
      lost(true);
      return;
    }
    if (answer.status === 401) {
      signInAnew();
      return;
    }
    if (!answer.ok) {
      lost(true);
      return;
    }
    // An answer that was on its way when contact broke says nothing of the contact now.
    lost(!navigator.onLine);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = page.getElementById("list");
    if (next) take(withWhatCame(document.importNode(next, true)));
  }

  /** What came while a list was read may not be in it yet: it is put in once more. */
  function withWhatCame(next: HTMLElement): HTMLElement {
    for (const { news, whose } of meanwhile) {
      if (fits(next, news, whose)) merge(next, news, whose);
      else again = true;
    }
    return next;
  }

  /** A newer list has come: announce new reds, change rows in place, let the rest wait or in. */
  function take(next: HTMLElement): void {
    tellOf(next);
    waiting = next;
    if (isHeld()) hold();
    else show();
  }

  function hold(): void {
    if (!waiting) return;
    const list = current();
    const difference = compare(list, waiting);
    const stayed = difference.changed.filter(([row, newer]) => !replaceInPlace(row, newer));
    for (const row of difference.gone) row.classList.add("gone");
    for (const section of waiting.querySelectorAll<HTMLElement>("section.group")) {
      const count = list.querySelector(`section[data-group="${section.dataset.group}"] .count`);
      if (count) count.textContent = section.querySelector(".count")?.textContent ?? "";
    }
    const arrived = difference.arrived;
    chip.hidden = arrived === 0 && difference.gone.length === 0 && stayed.length === 0;
    chip.textContent =
      arrived === 0
        ? word("changed")
        : arrived === 1
          ? word("waitingOne")
          : word("waitingMore", { count: String(arrived) });
    if (chip.hidden) waiting = null;
  }

  /** Swap one row without moving its neighbours; if it would, it waits with the others. */
  function replaceInPlace(row: HTMLElement, newer: HTMLElement): boolean {
    const height = row.offsetHeight;
    const focused = focusedIn(row);
    const copy = newer.cloneNode(true) as HTMLElement;
    row.replaceWith(copy);
    if (copy.offsetHeight !== height) {
      copy.replaceWith(row);
      if (focused) row.querySelector<HTMLElement>(focused)?.focus();
      return false;
    }
    htmx.process(copy);
    if (focused) copy.querySelector<HTMLElement>(focused)?.focus();
    markCurrent();
    return true;
  }

  function show(): void {
    if (!waiting) return;
    const focusedRow = (document.activeElement?.closest(".row") as HTMLElement | null)?.id;
    const focused = focusedRow && focusedIn(document.getElementById(focusedRow) as HTMLElement);
    const list = current();
    const next = waiting;
    waiting = null;
    chip.hidden = true;
    if (!sameText(list, next)) {
      keepChoices(list, next);
      keepRows(list, next);
      list.replaceWith(next);
      htmx.process(next);
    }
    if (focusedRow && focused) {
      document.getElementById(focusedRow)?.querySelector<HTMLElement>(focused)?.focus();
    }
    markCurrent();
    noticeChange();
  }

  function settle(): void {
    if (waiting && !isHeld()) show();
  }

  /** Say what a newer list says beside its rows: new reds aloud, times, the tab's title. */
  function tellOf(next: HTMLElement): void {
    lastRead = next.dataset.readAt ?? lastRead;
    announce(next);
    around(next);
  }

  function announce(next: HTMLElement): void {
    const now = redRows(next);
    const added = [...now.keys()].filter((id) => !reds.has(id));
    if (added.length > 0) tell(added.map((id) => word("newRed", { name: now.get(id)! })).join(". "));
    reds = now;
  }

  /** What stands around the list and follows it: times, the tab's title. */
  function around(next: HTMLElement): void {
    const read = document.querySelector(".read");
    if (read) read.textContent = word("read", { time: lastRead });
    const judged = document.getElementById("judged");
    if (judged) {
      judged.textContent = next.dataset.judged ?? "";
      judged.classList.toggle("late", next.dataset.late === "true");
    }
    const waitingReds = Number(next.dataset.reds ?? 0);
    document.title =
      (waitingReds > 0 ? `(${waitingReds}) ` : "") + document.title.replace(/^\(\d+\) /, "");
  }

  function lost(isLost: boolean): void {
    const banner = document.getElementById("lost");
    if (!banner) return;
    if (isLost && banner.hidden) banner.textContent = word("lost", { time: lastRead });
    banner.hidden = !isLost;
    clearTimeout(retry);
    if (isLost) retry = window.setTimeout(() => void refresh(), TRY_AGAIN);
    current().classList.toggle("old", isLost);
  }

  function change(people: string[], html: string): boolean {
    const base = waiting ?? current();
    const page = new DOMParser().parseFromString(html, "text/html");
    const found = page.getElementById("list");
    const whose = new Set(people);
    if (!found || !fits(base, found, whose)) return false;
    const news = document.importNode(found, true);
    if (reading) meanwhile.push({ news: news.cloneNode(true) as HTMLElement, whose });
    if (waiting || isHeld()) {
      take(merged(base, news, whose));
      return true;
    }
    for (const added of merge(base, news, whose)) htmx.process(added);
    tellOf(base);
    markCurrent();
    noticeChange();
    return true;
  }

  return { refresh, change };
}

/** Where the list is read: narrowed as the page is. */
function fragment(): string {
  const asked = new URLSearchParams(location.search);
  asked.delete("sak");
  asked.set("del", "liste");
  return `/?${asked}`;
}

/** Red rows by id, with the name to say aloud. */
function redRows(list: HTMLElement): Map<string, string> {
  const rows = list.querySelectorAll<HTMLElement>('section[data-group="red"] .row');
  return new Map([...rows].map((row) => [row.id, row.querySelector(".open")?.textContent ?? ""]));
}

/** What was chosen not to be acknowledged stays so in a newer list. */
function keepChoices(list: HTMLElement, next: HTMLElement): void {
  for (const box of list.querySelectorAll<HTMLInputElement>('input[name="svar"]:not(:checked)')) {
    const same = next.querySelector<HTMLInputElement>(`input[name="svar"][value="${box.value}"]`);
    if (same) same.checked = false;
  }
}

/** Rows that say the same stay the very same: what somebody has marked in one, or is about to press. */
function keepRows(list: HTMLElement, next: HTMLElement): void {
  for (const newer of next.querySelectorAll<HTMLElement>(".row")) {
    const row = list.querySelector<HTMLElement>(`#${CSS.escape(newer.id)}`);
    if (!row || !sameRow(row, newer)) continue;
    row.classList.remove("gone");
    newer.replaceWith(row);
  }
}

/** A selector for what has the focus inside a row, so that a new row can have it too. */
function focusedIn(row: HTMLElement): string | null {
  const active = document.activeElement;
  if (!active || !row.contains(active)) return null;
  return active.classList.contains("take") ? ".take, .open" : ".open";
}
