// Changes arrive by themselves; and because what arrives can be lost, the list asks as well.
import type { List } from "./list";

const ASK_EVERY = 15_000;

export function startLive(list: List): void {
  // Narrowed as the list is; `alle` says that nothing is left out.
  const query = document.getElementById("list")!.dataset.query || "alle=1";
  const changes = new EventSource(`/endringer?${query}`);
  const frame = document.getElementById("frame")!;
  let isTold = false;
  changes.addEventListener("changed", () => {
    frame.dataset.live = "yes";
    void list.refresh();
  });
  changes.addEventListener("rows", (event) => {
    frame.dataset.live = "yes";
    const { people, html } = JSON.parse((event as MessageEvent<string>).data);
    if (!list.change(people, html)) void list.refresh();
  });
  changes.addEventListener("error", () => {
    frame.dataset.live = "no";
  });
  changes.addEventListener("ended", () => location.assign("/inn/"));
  setInterval(() => {
    // Whoever is told of what changes asks half as often: for the counts, and for what was lost.
    isTold = frame.dataset.live === "yes" && !isTold;
    if (!isTold) void list.refresh();
  }, ASK_EVERY);
  // A page that was put aside comes back with an old list.
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) void list.refresh();
  });
  addEventListener("pagehide", () => changes.close());
}
