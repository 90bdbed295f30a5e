// Today: the next thing as one card, what is done beneath it in quiet lines, and who is there.
import { openness } from "./calling.ts";
import { now, right } from "./clock.ts";
import type { Day } from "./day.ts";
import { lookOf } from "./look.ts";
import { Big, Card, Icon, Page, ZoneMark } from "./parts.tsx";
import { Picture } from "./pictures.tsx";
import * as say from "./sayings.ts";
import { Notices } from "./notices.tsx";
import { useApp } from "./state.ts";
import { next, pausing, place, today, todos, usual } from "./tasks.ts";
import type { Todo } from "./tasks.ts";
import { MedicineLine } from "./standby.tsx";
import { t } from "./words.ts";

export function Today() {
  const { day, person, held } = useApp();
  if (!person) return null;
  const name = person.given_name;
  const title = person.own
    ? say.greeting(right(), name)
    : t("{NAME} today", { name });
  return (
    <Page title={title}>
      <p class="date">{t("It is {DAY} {DATE}.", { day: say.weekday(right()), date: say.date(right()) })}</p>
      <Notices />
      {day ? <TheDay day={day} /> : <NoDay />}
      {day && held.length > 0 && <Quiet />}
    </Page>
  );
}

function NoDay() {
  return (
    <Card>
      <p>{t("The phone has not fetched your day yet.")}</p>
      <p>{t("It comes by itself when there is coverage. You can measure meanwhile.")}</p>
      <Big to="/maal">{t("Measure")}</Big>
    </Card>
  );
}

function TheDay({ day }: { day: Day }) {
  const app = useApp();
  const { held } = app;
  const all = todos(day, held);
  const todays = today(all);
  const pause = pausing(day, held);
  const first = next(all);
  const simple = lookOf(app).mode === "simple";
  const stale = todays.length === 0 && Date.parse(day.made_at) < right() - 24 * 3600 * 1000;
  return (
    <>
      {pause ? <Paused pause={pause} /> : stale ? <Stale day={day} /> : <Next first={first} all={all} simple={simple} />}
      <MedicineLine day={day} />
      {!simple && <Done todays={todays} first={first} />}
      {!simple && <When day={day} />}
      {!pause && day.may.length >= 0 && !stale && (
        <p class="else">
          <a class="ds-link" href="#/maal">{t("Measure something else")}</a>
        </p>
      )}
      <Who day={day} />
    </>
  );
}

function Next({ first, all, simple }: { first: Todo | null; all: Todo[]; simple: boolean }) {
  if (!first) return <Nothing all={all} />;
  const name = say.kindName(first.what);
  return (
    <section class="card next">
      <p class="label">{first.state === "late" ? t("Not done yet") : t("Next")}</p>
      <div class="side">
        <Picture kind={first.what} />
        <div>
          <h2>{name}</h2>
          <p class="quiet">
            {first.state === "late"
              ? t("it was to be done before {TIME}", { time: say.clock(first.task.to) })
              : t("before {TIME}", { time: say.clock(first.task.to) })}
          </p>
        </div>
      </div>
      <Big to={place(first)}>{first.task.sort === "measure" ? t("Measure now") : t("Answer now")}</Big>
      {first.task.may_skip.length > 0 && (
        <a class="ds-link later" href={`#/ikke/${first.task.id}`}>{t("I cannot do this now")}</a>
      )}
      {first.state === "now" && !simple && (
        <a class="ds-link later" href={`#/senere/${first.task.id}`}>{t("Remind me later")}</a>
      )}
    </section>
  );
}

function Nothing({ all }: { all: Todo[] }) {
  const later = all.find((one) => one.state === "later");
  return (
    <section class="card next">
      <h2>{t("Nothing to do right now")}</h2>
      <p>
        {later
          ? t("Next is {WHAT}, {WHEN}.", { what: say.kindName(later.what).toLowerCase(), when: say.when(later.task.from, right()) })
          : t("There is nothing more on your list.")}
      </p>
    </section>
  );
}

function Paused({ pause }: { pause: NonNullable<Day["pause"]> }) {
  return (
    <Card>
      <h2>{t("You have a pause")}</h2>
      <p>{t("Nothing is asked of you until {DATE}.", { date: say.date(pause.until) })}</p>
      <Big to="/pause" second>{t("I am back")}</Big>
    </Card>
  );
}

function Stale({ day }: { day: Day }) {
  return (
    <Card>
      <h2>{t("Today's list has not come")}</h2>
      <p>{t("What you see is from {WHEN}. Measure as you usually do.", { when: say.when(day.made_at, now()) })}</p>
      <ul class="choices">
        {usual(day).map((kind) => (
          <li><Big to={`/maal/${kind}`} second>{say.kindName(kind)}</Big></li>
        ))}
      </ul>
    </Card>
  );
}

function Done({ todays, first }: { todays: Todo[]; first: Todo | null }) {
  const rest = todays.filter((one) => one !== first);
  if (!rest.length) return null;
  return (
    <section class="lines">
      <h2>{t("Your day")}</h2>
      <ul>
        {rest.map((one) => (
          <li class={`line ${one.state}`}>
            <Icon name={one.state === "done" ? "sent" : "wait"} />
            <span>{say.kindName(one.what)}</span>
            <span class="quiet">{standing(one)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function standing(one: Todo): string {
  switch (one.state) {
    case "done": return t("done at {TIME}", { time: say.clock(one.done_at ?? one.task.from) });
    case "put-off": return t("not today");
    case "over": return t("not done");
    case "later": return t("from {TIME}", { time: say.clock(one.task.from) });
    default: return t("before {TIME}", { time: say.clock(one.task.to) });
  }
}

/** What lies further ahead stands with the appointments. */
const SOON = 7 * 24 * 3600_000;

function When({ day }: { day: Day }) {
  const coming = day.appointments
    .filter((one) => Date.parse(one.until ?? one.at) > right() - 24 * 3600_000 && Date.parse(one.at) < right() + SOON)
    .slice(0, 3);
  if (!coming.length) return null;
  return (
    <section class="lines">
      <h2>{t("Appointments")}</h2>
      <ul>
        {coming.map((one) => (
          <li class="line"><span>{one.what}</span><span class="quiet">{one.until ? t("before {TIME}", { time: say.when(one.until, right()) }) : one.day ? say.day(one.at, right()) : say.when(one.at, right())}</span></li>
        ))}
      </ul>
    </section>
  );
}

/** Who is on the other end, and whether anybody is there now. */
function Who({ day }: { day: Day }) {
  const hours = openness(day);
  const { team } = day;
  return (
    <section class="lines who">
      <h2>{team.who ? t("{NAME} in {TEAM}", { name: team.who, team: team.name }) : team.name}</h2>
      {hours.open && hours.until ? (
        <p>{t("The team is open until {TIME}.", { time: say.clock(hours.until) })}</p>
      ) : (
        <p>
          {hours.next
            ? t("The team is closed. It opens {WHEN}.", { when: say.when(hours.next, right()) })
            : t("The team is closed.")}{" "}
          {t("If you get worse, call 116 117, or 113 if life is in danger.")}
        </p>
      )}
    </section>
  );
}

/** What was measured last, in one line, with a way to say that it was wrong. */
function Quiet() {
  const { day, held } = useApp();
  const known = new Set(held.map((one) => one.entry.id));
  const rest = (day?.results ?? []).filter((one) => !one.entry || !known.has(one.entry)).slice(0, 4);
  const lately = held.filter((one) => one.entry.sort === "reading" || one.entry.sort === "answers");
  if (!lately.length && !rest.length) return null;
  return (
    <section class="lines">
      <h2>{t("What you have told lately")}</h2>
      <ul>
        {[...lately].reverse().slice(0, 6).map((one) => (
          <li class="line">
            <a class="ds-link" href={`#/etter/${one.entry.id}`}>{say.told(one)}</a>
            <span class="quiet">{say.when(one.entry.at, now())}</span>
          </li>
        ))}
        {rest.map((one) => (
          <li class="line">
            <span>{say.kindName(one.kind)}: {say.value(one)}{one.marked_wrong && ` (${t("marked as wrong")})`}</span>
            {one.by === "kin" && <span class="quiet">{t("told by next of kin")}</span>}
            {one.by === "staff" && <span class="quiet">{t("told by the team")}</span>}
            <ZoneMark zone={one.zone} pending={one.state === "pending"} />
          </li>
        ))}
      </ul>
    </section>
  );
}
