// Copying the journal text. Without a script, or where the browser refuses, the text can be marked.

export function startCopying(): void {
  offer();
  document.body.addEventListener("htmx:afterSettle", offer);
  document.addEventListener("click", (event) => {
    const button = (event.target as HTMLElement).closest<HTMLElement>("[data-copy]");
    const text = button && document.getElementById(button.dataset.copy!)?.textContent;
    if (!button || !text) return;
    void navigator.clipboard.writeText(text).then(() => {
      button.textContent = button.dataset.copied!;
      const told = document.getElementById("told");
      if (told) told.textContent = button.dataset.copied!;
    });
  });
}

function offer(): void {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll<HTMLElement>("[data-copy]")) button.hidden = false;
}
