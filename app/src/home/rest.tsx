// Waiting for one more measurement: a chair and a calm five minutes, not a warning.
import { useEffect, useState } from "preact/hooks";
import { now } from "./clock.ts";
import { Big } from "./parts.tsx";
import { t } from "./words.ts";

interface Props {
  kind: string;
  since: string;
  minutes: number;
}

export function Rest({ kind, since, minutes }: Props) {
  const until = Date.parse(since) + minutes * 60_000;
  const left = useLeft(until);
  const whole = Math.ceil(left / 60_000);
  const share = Math.min(1, Math.max(0, 1 - left / (minutes * 60_000)));
  return (
    <section class="card rest">
      <svg viewBox="0 0 40 40" class="picture" aria-hidden="true" focusable="false">
        <path d="M11 5v17h16v13M11 22v13M11 27h16" />
        <path class="gone" pathLength={1} stroke-dasharray={`${share} 1`} d="M20 2a18 18 0 1 1-.01 0" />
      </svg>
      <h2>{left > 0 ? t("Sit and rest") : t("Now you can measure once more")}</h2>
      <p role="timer">
        {left > 0
          ? whole === 1
            ? t("Measure once more in about a minute.")
            : t("Measure once more in about {COUNT} minutes.", { count: whole })
          : t("One more measurement tells whether the first was right.")}
      </p>
      <Big to={`/maal/${kind}`} second={left > 0}>{t("Measure once more")}</Big>
    </section>
  );
}

function useLeft(until: number): number {
  const [left, set] = useState(Math.max(0, until - now()));
  useEffect(() => {
    const timer = setInterval(() => set(Math.max(0, until - now())), 1000);
    return () => clearInterval(timer);
  }, [until]);
  return left;
}
