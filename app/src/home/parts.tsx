// The shared look: one page, one card, one big button, and whom to call on every screen.
import type { ComponentChildren } from "preact";
import { dial, openness, spaced } from "./calling.ts";
import { lookOf } from "./look.ts";
import { useRoute } from "./route.ts";
import { clock } from "./sayings.ts";
import { Icon } from "./shapes.tsx";
import { useApp } from "./state.ts";
import { t } from "./words.ts";

export { Icon, Shape, ZoneMark, zoneWord } from "./shapes.tsx";

interface PageProps {
  title: string;
  /** Where Back goes; without it there is none. */
  back?: string;
  /** A page with its own way on, such as a form, has no places at the foot. */
  alone?: boolean;
  /** What is read before the heading. */
  above?: ComponentChildren;
  children: ComponentChildren;
}

export function Page({ title, back, alone, above, children }: PageProps) {
  return (
    <div class="screen">
      <main id="page" tabIndex={-1}>
        {back !== undefined && (
          <a class="back ds-link" href={`#${back}`}>
            <Icon name="back" /> {t("Back")}
          </a>
        )}
        {above}
        <h1>{title}</h1>
        {children}
      </main>
      <Foot places={!alone} />
    </div>
  );
}

interface CardProps {
  title?: string;
  edge?: "red" | "yellow" | "green" | "grey";
  quiet?: boolean;
  children: ComponentChildren;
}

export function Card({ title, edge, quiet, children }: CardProps) {
  const name = ["card", edge && `edge-${edge}`, quiet && "quiet-card"].filter(Boolean).join(" ");
  return (
    <section class={name}>
      {title && <h2>{title}</h2>}
      {children}
    </section>
  );
}

interface BigProps {
  to?: string;
  href?: string;
  onPress?: () => void;
  second?: boolean;
  danger?: boolean;
  disabled?: boolean;
  pressed?: boolean;
  children: ComponentChildren;
}

/** The button of a screen. `second` for those beside the one that matters. */
export function Big(props: BigProps) {
  const { to, href, onPress, second, danger, disabled, pressed, children } = props;
  const shared = {
    class: "ds-button big",
    "data-variant": second ? "secondary" : "primary",
    "data-color": danger ? "danger" : undefined,
  };
  if (to !== undefined || href !== undefined)
    return (
      <a {...shared} href={href ?? `#${to}`}>
        {children}
      </a>
    );
  return (
    <button {...shared} type="button" onClick={onPress} disabled={disabled} aria-pressed={pressed}>
      {children}
    </button>
  );
}

/** The four places, and the three numbers that stand on every screen. */
export function Foot({ places = true }: { places?: boolean }) {
  const { person, looks } = useApp();
  return (
    <footer class="foot">
      <Numbers />
      {places && person && !looks.kiosk && <Places />}
    </footer>
  );
}

function Places() {
  const [at = ""] = useRoute();
  const app = useApp();
  const { person } = app;
  const simple = lookOf(app).mode === "simple";
  const all = [
    { path: "", name: t("Today"), icon: "today", may: true },
    { path: "meldinger", name: t("Messages"), icon: "messages", may: !simple },
    { path: "utvikling", name: t("Trend"), icon: "trends", may: !simple },
    { path: "meg", name: person?.own === false ? t("More") : t("Me"), icon: "me", may: true },
  ] as const;
  return (
    <nav aria-label={t("Places")}>
      {all
        .filter((one) => one.may)
        .map((one) => (
          <a href={`#/${one.path}`} aria-current={at === one.path ? "page" : undefined}>
            <Icon name={one.icon} />
            <span>{one.name}</span>
          </a>
        ))}
    </nav>
  );
}

export function Numbers() {
  const { day } = useApp();
  const call = day?.whom_to_call;
  const team = call?.team ?? day?.team.phone ?? null;
  const hours = openness(day);
  const legevakt = call?.legevakt ?? "116117";
  const emergency = call?.emergency ?? "113";
  return (
    <ul class="numbers" aria-label={t("Whom to call")}>
      <li>
        <a class="number" href={dial(emergency)}>
          <span>{t("Danger to life")}</span> <strong>{t("Call {NUMBER}", { number: emergency })}</strong>
        </a>
      </li>
      <li>
        <a class="number" href={dial(legevakt)}>
          <span>{t("Out-of-hours doctor")}</span> <strong>{spaced(legevakt)}</strong>
        </a>
      </li>
      {team && (
        <li>
          <a class="number" href={dial(team)}>
            <span>
              {hours.open && hours.until
                ? t("Open until {TIME}", { time: clock(hours.until) })
                : t("Closed now")}
            </span>{" "}
            <strong>{t("The team")}</strong>
          </a>
        </li>
      )}
    </ul>
  );
}

/** A thing that is said aloud to those who hear the page. */
export function Told({ children }: { children: ComponentChildren }) {
  return (
    <p role="status" class="told">
      {children}
    </p>
  );
}
