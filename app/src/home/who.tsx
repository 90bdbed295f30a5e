// Several people on one tablet: choose who. Each has an outbox of their own and a sign-in of their own.
import { Big, Card, Page } from "./parts.tsx";
import { go } from "./route.ts";
import { show, signIn, signInAs } from "./session.ts";
import { useApp } from "./state.ts";
import type { Known } from "./store.ts";
import { t } from "./words.ts";

export function Who() {
  const { people, me, online, session } = useApp();
  const staying = people.filter((known) => !known.leaving);
  const choose = async (known: Known) => {
    if (me?.account !== known.account) return signInAs();
    await show(known);
    go("/");
  };
  return (
    <Page title={t("Who is it about?")} alone>
      {!online && (
        <p class="notice">
          {t("Without coverage nobody's day is shown here, because several use this tablet. It comes when there is coverage. What was told before is kept, and is sent by itself.")}
        </p>
      )}
      <ul class="choices">
        {staying.map((known) => (
          <li>
            <button type="button" class="choice" onClick={() => void choose(known)}>
              <span>{known.name}</span>
              {me?.account !== known.account && <small>{t("needs sign-in")}</small>}
            </button>
          </li>
        ))}
      </ul>
      {session === "out" && <Card><Big onPress={signIn}>{t("Sign in")}</Big></Card>}
    </Page>
  );
}
