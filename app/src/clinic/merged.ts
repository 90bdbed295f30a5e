// A list with some people's rows as they are now.

/** Whether that can be told from what is at hand; else the list must be read whole. What an empty
 * list says, and one that is no longer empty, is for the server to say. */
export function fits(list: HTMLElement, news: HTMLElement, people: Set<string>): boolean {
  const others = [...list.querySelectorAll<HTMLElement>(".row")].some(
    (row) => !people.has(row.dataset.person ?? ""),
  );
  const isCut = "cut" in list.dataset;
  return !list.querySelector(".empty") && (others || (!isCut && news.querySelector(".row") !== null));
}

/** The list as it is then; neither of the two is changed. */
export function merged(list: HTMLElement, news: HTMLElement, people: Set<string>): HTMLElement {
  const next = list.cloneNode(true) as HTMLElement;
  for (const row of next.querySelectorAll(".row.gone")) row.classList.remove("gone");
  merge(next, news.cloneNode(true) as HTMLElement, people);
  return next;
}

/** Change the list itself, and nothing of it but these people's rows. What is new is moved out of the
 * news and given back, for whoever must look after it. */
export function merge(list: HTMLElement, news: HTMLElement, people: Set<string>): HTMLElement[] {
  list.classList.remove("old");
  for (const name of ["readAt", "judged", "late"]) list.dataset[name] = news.dataset[name] ?? "";
  // Of a narrowed list it is not known which reds stand outside it: the count follows later.
  if (!list.dataset.query) {
    const reds = Number(list.dataset.reds ?? 0) + Number(news.dataset.reds ?? 0);
    list.dataset.reds = String(Math.max(0, reds - redsNobodyHas(list, people)));
  }
  for (const row of list.querySelectorAll<HTMLElement>(".row")) {
    if (people.has(row.dataset.person ?? "")) leave(row);
  }
  const put: HTMLElement[] = [];
  for (const section of news.querySelectorAll<HTMLElement>("section.group")) {
    const there = groupOf(list, section.dataset.group);
    if (there) {
      const rows = section.querySelectorAll<HTMLElement>(".row");
      put.push(...[...rows].filter((row) => putRow(list, there, row)));
    } else if (putSection(list, section)) put.push(section);
  }
  for (const section of list.querySelectorAll<HTMLElement>("section.group")) {
    if (count(section, 0) === 0) section.remove();
  }
  return put;
}

/** How many of these people's rows are reds that nobody has yet, of those that are shown. */
function redsNobodyHas(list: HTMLElement, people: Set<string>): number {
  const red = [...list.querySelectorAll<HTMLElement>('.row[data-case][data-zone="4"]')];
  return red.filter(
    (row) =>
      people.has(row.dataset.person ?? "") &&
      row.dataset.group !== "elsewhere" &&
      row.querySelector(".take") !== null,
  ).length;
}

function groupOf(list: HTMLElement, group: string | undefined): HTMLElement | null {
  return list.querySelector(`section.group[data-group="${group}"]`);
}

/** Change the number in a group's heading, and say what it is then. */
function count(section: HTMLElement, by: number): number {
  const shown = section.querySelector(".count");
  const number = Number(shown?.textContent ?? 0) + by;
  if (shown && by !== 0) shown.textContent = String(number);
  return number;
}

function leave(row: HTMLElement): void {
  const section = row.closest<HTMLElement>("section.group");
  row.remove();
  if (section) count(section, -1);
}

/** Whether it stands there now. Where the list is cut, what comes after its end is not shown before
 * the rows in between are. */
function putSection(list: HTMLElement, section: HTMLElement): boolean {
  const after = [...list.querySelectorAll<HTMLElement>("section.group")].find(
    (one) => Number(one.dataset.place) > Number(section.dataset.place),
  );
  if (after) after.before(section);
  else if (!("cut" in list.dataset)) list.append(section);
  return section.parentElement === list;
}

function putRow(list: HTMLElement, section: HTMLElement, row: HTMLElement): boolean {
  const rows = section.querySelector("ol");
  const order = row.dataset.order ?? "";
  const after = [...(rows?.children ?? [])].find(
    (one) => ((one as HTMLElement).dataset.order ?? "") > order,
  );
  count(section, 1);
  const isLast = section === [...list.querySelectorAll("section.group")].at(-1);
  if (after) after.before(row);
  else if (!isLast || !("cut" in list.dataset)) rows?.append(row);
  return row.parentElement === rows;
}
