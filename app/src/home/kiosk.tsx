// The tablet on the wall: what time it is, what day, and the one next thing. Speaks when asked.
import { useEffect, useState } from "preact/hooks";
import { canSpeak, speakAloud } from "./aloud.tsx";
import { right } from "./clock.ts";
import { Foot, Icon } from "./parts.tsx";
import { Big } from "./parts.tsx";
import { Picture } from "./pictures.tsx";
import { Notices } from "./notices.tsx";
import { go } from "./route.ts";
import * as say from "./sayings.ts";
import { useApp } from "./state.ts";
import { next, place, todos } from "./tasks.ts";
import { t } from "./words.ts";

/** Left alone for so long, the tablet goes back to showing the day. */
const ALONE = 3 * 60_000;

export function Kiosk() {
  const { day, held } = useApp();
  const at = useMinute();
  const first = day ? next(todos(day, held, at)) : null;
  const coming = (day?.appointments ?? []).find(
    (one) => say.dayOf(one.at) === say.dayOf(at) && Date.parse(one.at) > at - 1800_000,
  );
  const said = [
    t("It is {DAY} {DATE}.", { day: say.weekday(at), date: say.date(at) }),
    t("It is {TIME}.", { time: say.clock(at) }),
    first ? t("Now: {WHAT}.", { what: say.kindName(first.what) }) : t("Nothing to do right now"),
    coming ? `${coming.what}, ${say.when(coming.at, at)}.` : "",
  ].join(" ");
  return (
    <div class={`screen kiosk light-${lightOf(at)}`}>
      <main id="page" tabIndex={-1}>
        <header>
          <p class="part">{say.partOfDay(at)}</p>
          <h1><time>{say.clock(at)}</time></h1>
          <p class="weekday">{say.weekday(at)}</p>
          <p class="day">{say.date(at)}</p>
        </header>
        <Notices />
        <section class="card now">
          {first ? (
            <>
              <Picture kind={first.what} />
              <h2>{say.kindName(first.what)}</h2>
              <Big to={place(first)}>{t("Start")}</Big>
            </>
          ) : (
            <h2>{t("Nothing to do right now")}</h2>
          )}
        </section>
        {coming && <p class="coming">{coming.what} <span>{say.when(coming.at, at)}</span></p>}
        {canSpeak() && (
          <button type="button" class="ds-button big" data-variant="secondary" onClick={() => speakAloud(said)}>
            <Icon name="speak" /> {t("Tell me what day it is")}
          </button>
        )}
      </main>
      <Foot places={false} />
    </div>
  );
}

function lightOf(at: number): "night" | "morning" | "day" | "evening" {
  const hour = Number(new Intl.DateTimeFormat("en-GB", { hour: "2-digit", hourCycle: "h23", timeZone: "Europe/Oslo" }).format(at));
  if (hour < 6 || hour >= 22) return "night";
  if (hour < 10) return "morning";
  return hour < 18 ? "day" : "evening";
}

function useMinute(): number {
  const [at, set] = useState(right());
  useEffect(() => {
    const timer = setInterval(() => set(right()), 5_000);
    return () => clearInterval(timer);
  }, []);
  return at;
}

/** On the wall, go home when nobody has touched it for a while. */
export function useGoingHome(on: boolean): void {
  useEffect(() => {
    if (!on) return undefined;
    let timer = setTimeout(() => go("/"), ALONE);
    const touched = () => {
      clearTimeout(timer);
      timer = setTimeout(() => go("/"), ALONE);
    };
    addEventListener("pointerdown", touched);
    addEventListener("keydown", touched);
    return () => {
      clearTimeout(timer);
      removeEventListener("pointerdown", touched);
      removeEventListener("keydown", touched);
    };
  }, [on]);
}
