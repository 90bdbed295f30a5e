// Messages: what is being written is kept on this device until it has been sent, and the list of
// threads renews itself when nobody is in it.
import { signInAnew } from "../signin/anew";

const KEPT = "heime-draft-";
const ASK_EVERY = 15_000;

interface Draft {
  key: string;
  text: string;
}

export function startMessages(): void {
  forgetWhenLeaving();
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-draft]")) keep(form);
  if (document.getElementById("threads")?.dataset.threads) startThreads();
}

/** Nothing of what was written stays behind for the next one at this PC. */
function forgetWhenLeaving(): void {
  for (const form of document.querySelectorAll("form[data-lock], form.out")) {
    form.addEventListener("submit", () => {
      for (const name of Object.keys(sessionStorage)) {
        if (name.startsWith(KEPT)) sessionStorage.removeItem(name);
      }
    });
  }
}

function keep(form: HTMLFormElement): void {
  const name = KEPT + form.dataset.draft;
  const text = form.elements.namedItem("text") as HTMLTextAreaElement;
  const key = form.elements.namedItem("key") as HTMLInputElement;
  const kept = read(name);
  if (kept && document.querySelector(`[data-message="${CSS.escape(kept.key)}"]`)) {
    sessionStorage.removeItem(name); // it has arrived
  } else if (kept && text.value === "") {
    text.value = kept.text;
    key.value = kept.key; // sent once more, it is still the same message
    form.querySelector<HTMLElement>("[data-kept]")!.hidden = false;
  }
  text.addEventListener("input", () => {
    if (text.value) sessionStorage.setItem(name, JSON.stringify({ key: key.value, text: text.value }));
    else sessionStorage.removeItem(name);
  });
  form.addEventListener("submit", () => {
    // The page that comes instead tells whether it arrived: then its message has this key.
    if (form.dataset.draft?.startsWith("ny-")) sessionStorage.setItem(SENT, name);
  });
}

// A new thread opens as a page of its own, with another name for what is written in it.
const SENT = `${KEPT}sent`;

function read(name: string): Draft | null {
  const begun = sessionStorage.getItem(SENT);
  const draft = begun ? parse(sessionStorage.getItem(begun)) : null;
  if (begun && draft && document.querySelector(`[data-message="${CSS.escape(draft.key)}"]`)) {
    sessionStorage.removeItem(begun);
    sessionStorage.removeItem(SENT);
  }
  return parse(sessionStorage.getItem(name));
}

function parse(kept: string | null): Draft | null {
  return kept ? (JSON.parse(kept) as Draft) : null;
}

/** The list renews itself, but never under the pointer or while it has the focus. */
function startThreads(): void {
  setInterval(() => void renew(), ASK_EVERY);
  if (document.getElementById("threads")?.dataset.live !== "yes") return;
  const changes = new EventSource("/endringer");
  changes.addEventListener("changed", () => void renew());
  changes.addEventListener("ended", signInAnew);
  addEventListener("pagehide", () => changes.close());
}

async function renew(): Promise<void> {
  const list = document.getElementById("threads")!;
  if (document.hidden || list.matches(":hover") || list.contains(document.activeElement)) return;
  let answer: Response;
  try {
    answer = await fetch(list.dataset.threads!, {
      headers: { "HX-Request": "true" }, cache: "no-store",
    });
  } catch {
    lost(true);
    return;
  }
  if (answer.status === 401) signInAnew();
  lost(!answer.ok);
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const next = page.getElementById("threads");
  if (!next) return;
  list.replaceWith(document.importNode(next, true));
  readAt = next.dataset.readAt ?? readAt;
}

let readAt = document.getElementById("threads")?.dataset.readAt ?? "";

/** That contact is lost, and since when what is shown is old. */
function lost(is: boolean): void {
  const banner = document.getElementById("lost");
  const words = document.getElementById("frame")?.dataset.lost ?? "";
  if (!banner) return;
  if (is && banner.hidden) banner.textContent = words.replace("{TIME}", readAt);
  banner.hidden = !is;
}
