// Threads with the team: the newest first, what waits on the phone before them.
import { Big, Icon } from "../parts.tsx";
import * as say from "../sayings.ts";
import { now } from "../clock.ts";
import { useApp } from "../state.ts";
import type { Held } from "../store.ts";
import { t } from "../words.ts";
import { Heard, Shared, useRead } from "./reading.tsx";
import type { Answering } from "./write.tsx";
import { Expect } from "./write.tsx";

export interface ThreadLine {
  id: string;
  title: string;
  beginning: string;
  when: string;
  at: string;
  new: string;
  waits: boolean;
  call_me: boolean;
}

export type Threads = Answering & { threads: ThreadLine[] };

export function Messages() {
  const read = useRead<Threads>("messages", "messages");
  const { held } = useApp();
  const mine = newThreads(held);
  return (
    <Shared title={t("Messages")} part="messages">
      {(read.doc?.writes ?? true) && <Big to="/meldinger/ny">{t("Write to the team")}</Big>}
      <Unsent all={mine} />
      <Heard of={read}>
        {(doc) => (
          <>
            <Expect of={doc} live={read.failed === null} />
            {doc.threads.length === 0 && mine.length === 0 && <p>{t("Nobody has written yet.")}</p>}
            <ul class="threads">
              {doc.threads.map((one) => (
                <li>
                  <a class="thread" href={`#/meldinger/${one.id}`}>
                    <strong>{one.title}</strong>
                    {one.new && <span class="tag">{one.new}</span>}
                    <span class="quiet">{one.when}</span>
                    {one.beginning && <span class="beginning">{one.beginning}</span>}
                    {one.waits && <span class="quiet">{t("Waits for an answer from the team")}</span>}
                  </a>
                </li>
              ))}
            </ul>
          </>
        )}
      </Heard>
    </Shared>
  );
}

/** What is written on this phone for a new thread and not there yet, or was refused. */
function newThreads(held: Held[]): Held[] {
  return held.filter(
    (one) => one.entry.sort === "message" && one.entry.thread === null && one.state !== "kept",
  );
}

export function Unsent({ all }: { all: Held[] }) {
  if (!all.length) return null;
  return (
    <ul class="threads">
      {all.map((one) => one.entry.sort === "message" && (
        <li class="thread unsent">
          <span>{one.entry.text}</span>
          {one.entry.photo && <span class="quiet">{t("With a photo")}</span>}
          <span class="quiet">{say.when(one.entry.at, now())}</span>
          <strong class="how">
            <Icon name={one.state === "refused" ? "needs" : "wait"} />
            {one.state === "refused"
              ? (one.answer?.words || t("It was not taken. Call the team if you are unwell."))
              : t("Nobody has received this yet. It is sent when there is coverage.")}
          </strong>
        </li>
      ))}
    </ul>
  );
}
