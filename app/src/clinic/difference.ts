// What differs between the list on the page and a newer one. Pure: nothing is changed here.

export interface Difference {
  /** Rows that stand where they stood, with something new in them: [on the page, newer]. */
  changed: [HTMLElement, HTMLElement][];
  /** Rows on the page that the newer list does not have. */
  gone: HTMLElement[];
  /** How many rows of the newer list are new, or have moved to another group. */
  arrived: number;
}

export function compare(list: HTMLElement, next: HTMLElement): Difference {
  const found: Difference = { changed: [], gone: [], arrived: 0 };
  const newer = rowsOf(next);
  const known = rowsOf(list);
  for (const [id, row] of known) {
    const match = newer.get(id);
    if (!match) found.gone.push(row);
    else if (match.dataset.group === row.dataset.group && !sameRow(row, match)) {
      found.changed.push([row, match]);
    }
  }
  for (const [id, row] of newer) {
    if (known.get(id)?.dataset.group !== row.dataset.group) found.arrived += 1;
  }
  return found;
}

function rowsOf(list: HTMLElement): Map<string, HTMLElement> {
  return new Map([...list.querySelectorAll<HTMLElement>(".row")].map((row) => [row.id, row]));
}

/** Whether two pieces of the list say the same. */
export function sameRow(one: HTMLElement, other: HTMLElement): boolean {
  return sameText(one, other) || content(one) === content(other);
}

/** Whether they stand there word for word: no more than a glance, where the scripts have added nothing. */
export function sameText(one: HTMLElement, other: HTMLElement): boolean {
  return one.outerHTML.replace(TOKENS, "") === other.outerHTML.replace(TOKENS, "");
}

const TOKENS = /<input[^>]* name="csrfmiddlewaretoken"[^>]*>/g;

// Tokens are masked anew in each answer, and what the scripts add is no difference.
function content(element: HTMLElement): string {
  const copy = element.cloneNode(true) as HTMLElement;
  for (const token of copy.querySelectorAll('[name="csrfmiddlewaretoken"]')) token.remove();
  for (const node of [copy, ...copy.querySelectorAll<HTMLElement>("*")]) {
    node.removeAttribute("aria-current");
    node.classList.remove("gone", "old", "htmx-request");
    if (node.getAttribute("class") === "") node.removeAttribute("class");
  }
  return copy.outerHTML.replace(/\s+/g, " ");
}
