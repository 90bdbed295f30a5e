// Where the home app begins: its styles, its worker, and the first page.
import "./home.css";
import { render } from "preact";
import { App } from "./app.tsx";
import { startSending } from "./sending.ts";
import { start } from "./session.ts";
import { startWorker } from "./update.ts";

render(<App />, document.getElementById("app")!);
startSending();
void start();
startWorker();
