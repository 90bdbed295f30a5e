// The shapes of state: always beside their word, the same as in the clinic.
import type { Zone } from "./day.ts";
import { t } from "./words.ts";

export interface Seen {
  zone: Zone;
  pending?: boolean;
  judged?: boolean;
}

export function Shape({ zone, pending, judged = true }: Seen) {
  const shown = judged ? zone : "grey";
  const name = `shape shape-${NUMBER[shown]}${pending ? " shape-pending" : ""}`;
  return (
    <svg class={name} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {shown === "red" && <path class="outline" d="M8 2h8l6 6v8l-6 6H8l-6-6V8z" />}
      {shown === "yellow" && <path class="outline" d="M12 2.5 22.5 21h-21z" />}
      {shown === "green" && <circle class="outline" cx="12" cy="12" r="9.5" />}
      {shown === "grey" && <circle class="outline dashed" cx="12" cy="12" r="9.5" />}
      {pending && <path class="half" d={HALF[shown]} />}
      {shown === "green" && !pending && <path class="tick" d="m7.5 12.5 3 3 6-6.5" />}
    </svg>
  );
}

// As the clinic's own styles number them.
const NUMBER: Record<Zone, number> = { green: 1, grey: 2, yellow: 3, red: 4 };

const HALF: Record<Zone, string> = {
  red: "M8 2h4v20H8l-6-6V8z",
  yellow: "M12 2.5V21H1.5z",
  green: "M12 2.5a9.5 9.5 0 0 0 0 19z",
  grey: "M12 2.5a9.5 9.5 0 0 0 0 19z",
};

/** The word that always stands beside the shape. */
export function zoneWord({ zone, pending, judged = true }: Seen): string {
  if (!judged) return t("Not judged yet");
  if (pending) return t("Waiting for one more measurement");
  return {
    red: t("Red"),
    yellow: t("Yellow"),
    green: t("Green"),
    grey: t("Not judged"),
  }[zone];
}

export function ZoneMark(seen: Seen) {
  return (
    <span class="zone">
      <Shape {...seen} />
      <strong>{zoneWord(seen)}</strong>
    </span>
  );
}

const PATHS = {
  today: "M4 11.5 12 5l8 6.5V20h-5.5v-5h-5v5H4z",
  messages: "M4 5h16v11H10l-4 4v-4H4z",
  trends: "M4 19h16M5 15l4-5 4 3 6-8",
  me: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20c.8-3.6 3.8-5.5 7.5-5.5s6.7 1.9 7.5 5.5",
  phone: "M6.5 4h3.5l1.5 4.5-2.2 1.4a11 11 0 0 0 4.8 4.8l1.4-2.2L20 14v3.5c0 1.4-1.1 2.5-2.5 2.5C10.6 20 4 13.4 4 6.5 4 5.1 5.1 4 6.5 4z",
  back: "M14.5 5 8 12l6.5 7",
  wait: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5.5l3.5 2",
  sent: "m5 12.5 4.5 4.5L19 7",
  speak: "M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM15.5 9a4 4 0 0 1 0 6M18 6.5a7.5 7.5 0 0 1 0 11",
  needs: "M12 4v10M12 18.5v.1",
  next: "M9.5 5 16 12l-6.5 7",
} as const;

export function Icon({ name }: { name: keyof typeof PATHS }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
