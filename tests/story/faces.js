// Looked for in every page by tests/story/faces.py.

// What is wider than the screen and does not scroll in a box of its own.
function wide() {
  const over = document.documentElement.scrollWidth - window.innerWidth;
  if (over <= 0) return [];
  const guilty = [...document.body.querySelectorAll("*")]
    .filter((one) => one.getBoundingClientRect().right > window.innerWidth + 0.5)
    .slice(-3)
    .map(named);
  return [`${over} px too wide: ${guilty.join(" · ")}`];
}

function named(one) {
  return one.outerHTML.replace(/\s+/g, " ").slice(0, 110);
}

// What can be acted on with a pointer, and can be seen.
const ACTED_ON =
  "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex], " +
  "[role=button], [role=link], [role=tab], [role=checkbox], [role=menuitem], " +
  "[contenteditable=true], [hx-get], [hx-post]";

function acting() {
  return [...document.querySelectorAll(ACTED_ON)].filter(
    (one) =>
      !one.disabled &&
      one.getAttribute("tabindex") !== "-1" &&
      !one.closest("[inert], [hidden], details:not([open]) > :not(summary)") &&
      one.checkVisibility({ visibilityProperty: true }),
  );
}

const FOCUSED = ["outlineStyle", "outlineWidth", "outlineColor", "boxShadow", "borderTopColor"];

// How the element and what stands around it look: where focus may show.
function look(one) {
  const around = [one, one.parentElement, one.closest("label, li, tr, .row, fieldset, figure")];
  if (one.id) around.push(document.querySelector(`label[for="${CSS.escape(one.id)}"]`));
  return around
    .filter(Boolean)
    .map((place) => {
      const style = getComputedStyle(place);
      return FOCUSED.map((what) => style[what]).join(",") + place.matches(".ds-skip-link");
    })
    .join(";");
}

function keyboard() {
  const found = [];
  for (const one of acting()) {
    const asks = one.matches("[hx-get], [hx-post]");
    if (one.tabIndex < 0) {
      // A form, or a region that refreshes itself, is asked for by what stands in it.
      const itself = asks && (one.matches("form") || /every|load|sse|revealed|from:/.test(one.getAttribute("hx-trigger") ?? ""));
      if (!itself) found.push(`cannot be reached with Tab: ${named(one)}`);
      continue;
    }
    if (one.tabIndex > 0) found.push(`jumps the order (tabindex): ${named(one)}`);
    document.activeElement?.blur();
    const before = look(one);
    one.focus({ preventScroll: true });
    if (document.activeElement !== one) continue; // a radio of a group hands it on
    if (look(one) === before && !one.matches(".ds-skip-link")) {
      found.push(`does not show that it has focus: ${named(one)}`);
    }
  }
  return found;
}
