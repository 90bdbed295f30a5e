// A list with some people's rows as they are now. Pure: neither list is changed.

/** Null where it cannot be told from what is at hand, and the list must be read whole. */
export function merged(list: HTMLElement, news: HTMLElement, people: Set<string>): HTMLElement | null {
  const next = list.cloneNode(true) as HTMLElement;
  next.classList.remove("old");
  for (const name of ["readAt", "judged", "late"]) next.dataset[name] = news.dataset[name] ?? "";
  // Of a narrowed list it is not known which reds stand outside it: the count follows later.
  if (!list.dataset.query) {
    const reds = Number(list.dataset.reds ?? 0) + Number(news.dataset.reds ?? 0);
    next.dataset.reds = String(Math.max(0, reds - redsNobodyHas(list, people)));
  }
  for (const row of next.querySelectorAll<HTMLElement>(".row")) {
    row.classList.remove("gone");
    if (people.has(row.dataset.person ?? "")) leave(row);
  }
  for (const section of news.querySelectorAll<HTMLElement>("section.group")) {
    const there = groupOf(next, section.dataset.group);
    if (!there) putSection(next, section);
    else for (const row of section.querySelectorAll<HTMLElement>(".row")) putRow(next, there, row);
  }
  for (const section of next.querySelectorAll<HTMLElement>("section.group")) {
    if (count(section, 0) === 0) section.remove();
  }
  // What an empty list says, and a list that is no longer empty, is for the server to say.
  const isEmpty = next.querySelector(".row") === null;
  return isEmpty || next.querySelector(".empty") ? null : next;
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

function putSection(list: HTMLElement, section: HTMLElement): void {
  const after = [...list.querySelectorAll<HTMLElement>("section.group")].find(
    (one) => Number(one.dataset.place) > Number(section.dataset.place),
  );
  if (after) after.before(section);
  // Where the list is cut, what comes after its end is not shown before the rows in between are.
  else if (!("cut" in list.dataset)) list.append(section);
}

function putRow(list: HTMLElement, section: HTMLElement, row: HTMLElement): void {
  const rows = section.querySelector("ol");
  const order = row.dataset.order ?? "";
  const after = [...(rows?.children ?? [])].find(
    (one) => ((one as HTMLElement).dataset.order ?? "") > order,
  );
  count(section, 1);
  const isLast = section === [...list.querySelectorAll("section.group")].at(-1);
  if (after) after.before(row);
  else if (!isLast || !("cut" in list.dataset)) rows?.append(row);
}
