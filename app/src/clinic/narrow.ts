// The filters show at once what is chosen, and what was done goes away when it cannot be undone.

export function startNarrow(): void {
  const form = document.querySelector<HTMLFormElement>("[data-narrow]");
  if (form) {
    const show = form.querySelector<HTMLElement>("[data-show]");
    if (show) show.hidden = true;
    form.addEventListener("change", () => send(form));
  }
  // On a phone the filters take no room until something is asked for.
  const fold = document.querySelector<HTMLDetailsElement>("[data-fold=yes]");
  if (fold && matchMedia("(max-width: 719px)").matches) fold.open = false;
  document.body.addEventListener("htmx:afterSettle", () => {
    for (const done of document.querySelectorAll<HTMLElement>("[data-goes]")) fade(done);
  });
}

/** Only what is asked for stands in the address. */
function send(form: HTMLFormElement): void {
  const asked = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (value) asked.set(name, String(value));
  location.assign(`/?${asked}`);
}

function fade(done: HTMLElement): void {
  const seconds = Number(done.dataset.goes);
  delete done.dataset.goes;
  setTimeout(() => done.querySelector("form")?.remove(), seconds * 1000);
}
