// One thread: who is in it, all that was written, and an answer.
import { useApp } from "../state.ts";
import { t } from "../words.ts";
import { Unsent } from "./messages.tsx";
import { Heard, Shared, useRead } from "./reading.tsx";
import type { Answering } from "./write.tsx";
import { Expect, Form } from "./write.tsx";

interface File {
  id: string;
  kind: string;
  size: string;
  is_picture: boolean;
  address: string;
}

interface Message {
  id: string;
  who: string;
  side: string;
  when: string;
  text: string;
  by_itself: boolean;
  mine: boolean;
  read: string;
  files: File[];
}

export type Opened = Answering & {
  id: string;
  title: string;
  company: string[];
  messages: Message[];
};

export function Thread({ id }: { id: string }) {
  const read = useRead<Opened>(`messages/${id}`, "messages");
  const { held, person } = useApp();
  const sent = held.filter((one) => one.entry.sort === "message" && one.entry.thread === id);
  const waiting = sent.filter((one) => one.state !== "kept");
  return (
    <Shared title={read.doc?.title ?? t("Messages")} back="/meldinger" part="messages">
      <Heard of={read}>
        {(doc) => (
          <>
            <p class="quiet">{t("With {NAMES}", { names: doc.company.filter((name) => !person?.own || name !== person.name).join(", ") })}</p>
            <ol class="talk">{doc.messages.map((one) => <li><Said one={one} /></li>)}</ol>
            <Unsent all={waiting} />
            {doc.writes ? (
              <>
                <Form thread={id} longest={doc.longest} then={() => void read.again()} />
                <Expect of={doc} live={read.failed === null} />
              </>
            ) : (
              <p>{t("The follow-up has ended: messages are read here, and no longer sent.")}</p>
            )}
          </>
        )}
      </Heard>
    </Shared>
  );
}

function Said({ one }: { one: Message }) {
  if (one.by_itself) return <p class="said itself"><span class="quiet">{one.when}</span> {one.text}</p>;
  return (
    <div class={one.mine ? "said mine" : "said"}>
      <p class="by"><strong>{one.who}</strong>{one.side && <>, {one.side}</>} <span class="quiet">{one.when}</span></p>
      <p class="text">{one.text}</p>
      {one.files.map((file) => file.is_picture
        ? <img class="photo" src={file.address} alt={t("Photo from {NAME}", { name: one.who })} loading="lazy" />
        : <a class="ds-link" href={file.address}>{file.kind}, {file.size}</a>)}
      {one.read && <p class="quiet">{one.read}</p>}
    </div>
  );
}
