// The quick lock of a shared PC: the page is blank at once, whatever the network does. That the
// sign-in opens nothing from then on is the server's doing, and it locks idle ones by itself.

export function startLock(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-lock]");
  if (!form) return;
  form.addEventListener("submit", () => blank(form));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey && event.altKey && event.key.toLowerCase() === "l") {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  // Back to a page that the browser kept: ask anew instead of showing it.
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
}

function blank(form: HTMLFormElement): void {
  document.documentElement.classList.add("blank");
  const til = form.elements.namedItem("til") as HTMLInputElement | null;
  if (til) til.value = location.pathname + location.search;
}
