// The clinic's page, step by step: styles, then what each part does when the page is there.
import "../trusted";
import "./styles.css";
import htmx from "htmx.org";
import { drawCharts } from "./chart";
import { startCopying } from "./copy";
import { startCurves } from "./curves";
import { startKeys } from "./keys";
import { startList } from "./list";
import { startLive } from "./live";
import { startMessages } from "./messages";
import { startPanel } from "./panel";
import { startNarrow } from "./narrow";
import { startLock } from "../signin/lock";

declare global {
  interface Window {
    htmx: typeof htmx;
  }
}
window.htmx = htmx;
// What has come acts at once: whoever presses a key while it settled would be sent to another page.
htmx.config.defaultSettleDelay = 0;

const list = document.getElementById("list") ? startList() : null;
startPanel();
startKeys();
startCopying();
startLock();
startNarrow();
startMessages();
if (list) startLive(list);
drawCharts(document);
startCurves();
document.body.addEventListener("htmx:afterSwap", (event) => {
  drawCharts((event as CustomEvent).detail.target as HTMLElement);
});
