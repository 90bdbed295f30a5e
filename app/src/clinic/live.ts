// Changes arrive by themselves; and because what arrives can be lost, the list asks as well.
import type { List } from "./list";

const ASK_EVERY = 15_000;

export function startLive(list: List): void {
  const changes = new EventSource("/endringer");
  changes.addEventListener("changed", () => {
    document.getElementById("frame")!.dataset.live = "yes";
    void list.refresh();
  });
  changes.addEventListener("error", () => {
    document.getElementById("frame")!.dataset.live = "no";
  });
  changes.addEventListener("ended", () => location.assign("/inn/"));
  setInterval(() => void list.refresh(), ASK_EVERY);
  // A page that was put aside comes back with an old list.
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) void list.refresh();
  });
  addEventListener("pagehide", () => changes.close());
}
