// Changes arrive by themselves; and because what arrives can be lost, the list asks as well.
import { signInAnew } from "../signin/anew";
import type { List } from "./list";

const ASK_EVERY = 15_000;

export function startLive(list: List): void {
  // Narrowed as the list is; `alle` says that nothing is left out.
  const query = document.getElementById("list")!.dataset.query || "alle=1";
  const changes = new EventSource(`/endringer?${query}`);
  changes.addEventListener("changed", () => {
    document.getElementById("frame")!.dataset.live = "yes";
    void list.refresh();
  });
  changes.addEventListener("rows", (event) => {
    document.getElementById("frame")!.dataset.live = "yes";
    const { people, html } = JSON.parse((event as MessageEvent<string>).data);
    // The rest of the list, its counts above all, follows when the page asks by itself.
    if (!list.change(people, html)) void list.refresh();
  });
  changes.addEventListener("error", () => {
    document.getElementById("frame")!.dataset.live = "no";
  });
  changes.addEventListener("ended", signInAnew);
  setInterval(() => void list.refresh(), ASK_EVERY);
  // A page that was put aside comes back with an old list.
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) void list.refresh();
  });
  addEventListener("pagehide", () => changes.close());
}
