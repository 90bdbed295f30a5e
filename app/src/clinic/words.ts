// The few words that scripts need. They come translated from the page, as data attributes.

/** A text of the page's frame, with its places, such as {NAME}, filled in. */
export function word(name: string, values: Record<string, string> = {}): string {
  const text = document.getElementById("frame")?.dataset[name] ?? "";
  return text.replace(/\{([A-Z]+)\}/g, (place, key: string) => values[key.toLowerCase()] ?? place);
}

/** Say something aloud for those who hear the page. */
export function tell(text: string): void {
  const told = document.getElementById("told");
  if (told) told.textContent = text;
}
