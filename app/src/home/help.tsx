// Whom to call, at once: works without network and without being signed in.
import { dial, openness, spaced } from "./calling.ts";
import { right } from "./clock.ts";
import { Big, Card, Page } from "./parts.tsx";
import * as say from "./sayings.ts";
import { instead } from "./route.ts";
import { tell } from "./session.ts";
import { useApp } from "./state.ts";
import { t } from "./words.ts";

export function Help() {
  const { day, person } = useApp();
  return (
    <Page title={t("I need help now")} back="/">
      <p>{t("Call at once. You do not have to be sure.")}</p>
      <Lifelines />
      {day && day.contacts.length > 0 && (
        <section class="lines">
          <h2>{t("People in your plan")}</h2>
          <ul>
            {day.contacts.map((one) => (
              <li class="line">
                <a class="ds-link" href={dial(one.phone)}>{one.name}, {spaced(one.phone)}</a>
                <span class="quiet">{one.what}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {person?.credential && <CallMe />}
    </Page>
  );
}

/** Those who answer day and night. */
export function Lifelines({ talk = true }: { talk?: boolean }) {
  const { day } = useApp();
  const team = day?.whom_to_call.team ?? null;
  const all = [
    { number: "113", name: t("Danger to life") },
    { number: "116117", name: t("Out-of-hours doctor, day and night") },
    ...(talk ? [
      { number: "116123", name: t("Mental Helse, somebody to talk to") },
      { number: "22400040", name: t("Kirkens SOS, somebody to talk to") },
    ] : []),
    ...(team && openness(day).open ? [{ number: team, name: t("The team") }] : []),
  ];
  return (
    <ul class="lifelines">
      {all.map((one) => (
        <li><a class="lifeline" href={dial(one.number)}><strong>{spaced(one.number)}</strong> <span>{one.name}</span></a></li>
      ))}
    </ul>
  );
}

/** Ask the team to call: said truthfully when nobody is there now. `stay`: on the same screen. */
export function CallMe({ stay }: { stay?: boolean }) {
  const { day, held } = useApp();
  const lately = right() - 12 * 3600_000;
  const asked = held.find(
    ({ entry, state }) =>
      entry.sort === "call_me" && state !== "refused" && Date.parse(entry.at) > lately,
  );
  const hours = openness(day);
  const ask = async () => {
    const one = await tell({ sort: "call_me" });
    if (!stay) instead(`/etter/${one.entry.id}`);
  };
  return (
    <Card title={t("Ask the team to call")}>
      {asked ? (
        <p>
          {asked.state === "kept"
            ? (asked.answer?.promise?.words ?? t("The team has received that you want to be called."))
            : t("Nobody has received this yet.")}
        </p>
      ) : (
        <>
          {!hours.open && (
            <p>
              <strong>
                {hours.next
                  ? t("Nobody in the team reads this before {WHEN}.", { when: say.when(hours.next, right()) })
                  : t("Nobody in the team reads this now.")}
              </strong>{" "}
              {t("Do not wait for us if it is urgent: call one of the numbers.")}
            </p>
          )}
          <Big second onPress={() => void ask()}>{t("Call me")}</Big>
        </>
      )}
    </Card>
  );
}
