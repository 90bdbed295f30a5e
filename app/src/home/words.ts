// The words of the app. The code says them in English; bokmål and nynorsk come from the same
// catalogue as the pages' words, as one file for each language (made by ./heime fix).
import type { Language } from "./day.ts";

let known: Record<string, string> = {};
let spoken: Language = "nb";

const FILES: Record<"nb" | "nn", () => Promise<{ default: Record<string, string> }>> = {
  nb: () => import("../generated/words.nb.json"),
  nn: () => import("../generated/words.nn.json"),
};

/** The language spoken now. */
export function language(): Language {
  return spoken;
}

/** Speak this language from now on. Without its file, what was spoken before goes on. */
export async function speak(wanted: Language): Promise<void> {
  known = wanted === "en" ? {} : (await FILES[wanted]()).default;
  spoken = wanted;
}

/** A text in the language spoken, with its places, such as {NAME}, filled in. */
export function t(text: string, values: Record<string, string | number> = {}): string {
  const found = known[text] ?? text;
  return found.replace(/\{([A-Z]+)\}/g, (place, key: string) =>
    String(values[key.toLowerCase()] ?? place),
  );
}
