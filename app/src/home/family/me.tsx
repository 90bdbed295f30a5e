// Me: what is one's own, in a short list. For next of kin: what they have been given.
import { Big, Icon, Page } from "../parts.tsx";
import { signOut } from "../session.ts";
import { useApp } from "../state.ts";
import { t } from "../words.ts";

export function Me() {
  const { person, people } = useApp();
  if (!person) return null;
  const several = people.filter((one) => !one.leaving).length > 1;
  const may = (part: string) => person.own || person.may.some((one) => one === part);
  const parts: [string, string][] = [
    ["values", t("measurements and answers")], ["plan", t("the plan")],
    ["messages", t("messages")], ["log", t("who has looked")],
  ];
  const closed = parts.filter(([part]) => !may(part)).map(([, name]) => name);
  return (
    <Page title={person.own ? t("Me") : person.name}>
      {!person.own && <p>{t("You are next of kin of {NAME}.", { name: person.given_name })}</p>}
      {several && <Big to="/hvem" second>{t("Choose somebody else")}</Big>}
      <ul class="menu">
        {may("plan") && <Way to="plan" name={person.own ? t("My plan") : t("The plan")} />}
        <Way to="timer" name={t("Appointments and tasks")} />
        <Way to="viktig" name={person.own ? t("What matters to me") : t("What matters to {NAME}", { name: person.given_name })} />
        <Way to="tilgang" name={person.own ? t("Who may see") : t("What is shared with me")} />
        {!person.own && <Way to="selv" name={t("How are you yourself?")} />}
        {may("log") && <Way to="logg" name={t("Who has looked")} />}
        <Way to="utstyr" name={t("Equipment and phones")} />
        {person.own && (
          <li>
            <a class="way" href={`/person/${person.person}/uttrekk`}>
              {t("A copy of everything about me")} <Icon name="next" />
            </a>
          </li>
        )}
      </ul>
      {closed.length > 0 && (
        <p class="quiet">{t("{NAME} has not shared with you: {PARTS}.", { name: person.given_name, parts: closed.join(", ") })}</p>
      )}
      <ul class="menu">
        <li><a class="way" href="#/visning">{t("How it looks")} <Icon name="next" /></a></li>
        <li><a class="way" href="#/paminnelser">{t("Reminders")} <Icon name="next" /></a></li>
        <li><a class="way" href="#/venter">{t("What is sent and what waits")} <Icon name="next" /></a></li>
        {person.own && <li><a class="way" href="#/pause">{t("Take a pause")} <Icon name="next" /></a></li>}
      </ul>
      <Big onPress={() => void signOut()} second>{t("Sign out")}</Big>
    </Page>
  );
}

function Way({ to, name }: { to: string; name: string }) {
  return <li><a class="way" href={`#/meg/${to}`}>{name} <Icon name="next" /></a></li>;
}
