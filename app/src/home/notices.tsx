// Quiet lines that are always true: what waits, what needs somebody, and whether one is signed in.
import { isLent } from "./lent.ts";
import { connect, signIn } from "./session.ts";
import { Big, Icon } from "./parts.tsx";
import { useApp } from "./state.ts";
import { t } from "./words.ts";

export function Notices() {
  const app = useApp();
  const waiting = app.held.filter((one) => one.state === "waiting");
  const refused = app.held.filter((one) => one.state === "refused");
  const unsafe = waiting.some((one) => !one.safe);
  return (
    <div class="notices" role="status">
      {app.newer && !app.busy && (
        <p class="notice">
          {t("There is a new version of the app.")}{" "}
          <button class="ds-button small" type="button" onClick={app.newer}>{t("New version – use it now")}</button>
        </p>
      )}
      {(unsafe || !app.disk) && <Full />}
      {app.person && (app.person.dead || (!app.person.credential && waiting.length > 0)) ? (
        <NeedsYou count={waiting.length} />
      ) : (
        waiting.length > 0 && !unsafe && <Waiting count={waiting.length} />
      )}
      {refused.length > 0 && (
        <p class="notice needs">
          <Icon name="needs" />{" "}
          <a class="ds-link" href="#/venter">{t("Something you told was not taken. See what to do.")}</a>
        </p>
      )}
      {app.lost.length > 0 && (
        <p class="notice needs">
          <Icon name="needs" />{" "}
          <a class="ds-link" href="#/venter">{t("Something you told cannot be read on this phone any more. See what to do.")}</a>
        </p>
      )}
      {!app.stays && (!app.online || waiting.length > 0) && <Leaves />}
      {app.session === "out" && app.person && !app.person.dead && !isLent(app.person) && (
        <p class="notice">
          {t("You are signed out. What you measure is sent all the same.")}{" "}
          <button class="ds-button small" data-variant="secondary" type="button" onClick={signIn}>{t("Sign in to see what is new")}</button>
        </p>
      )}
    </div>
  );
}

/** The browser keeps no app: what was told is kept, but the page itself needs coverage to open. */
export function Leaves() {
  return (
    <p class="notice">
      {t("This browser does not keep the app itself. What you tell is saved, but without coverage you cannot open the app again. Let it stand open until it is sent.")}
    </p>
  );
}

function Waiting({ count }: { count: number }) {
  return (
    <p class="notice">
      <Icon name="wait" />{" "}
      <a class="ds-link" href="#/venter">
        {count === 1
          ? t("Saved on the phone – sent when there is coverage")
          : t("{COUNT} saved on the phone – sent when there is coverage", { count })}
      </a>
    </p>
  );
}

/** The disk is full: nothing is lost yet, but it will be if the app is closed. */
function Full() {
  return (
    <div class="notice needs" role="alert">
      <p>
        <Icon name="needs" /> <strong>{t("The phone is full and cannot save.")}</strong>{" "}
        {t("Do not close the app before it is sent. Delete something on the phone, and call the team if you are unwell.")}
      </p>
    </div>
  );
}

function NeedsYou({ count }: { count: number }) {
  const { session, person } = useApp();
  const again = () => person && void connect(person).catch(() => undefined);
  return (
    <div class="notice needs">
      <p>
        <Icon name="needs" /> <strong>{t("The phone may not send any more.")}</strong>{" "}
        {count > 0 && t("{COUNT} are saved here and nobody has received them.", { count })}
      </p>
      {session === "in" ? (
        <Big onPress={again}>{t("Connect the phone again")}</Big>
      ) : (
        <Big onPress={signIn}>{t("Sign in, and it is sent")}</Big>
      )}
    </div>
  );
}
