// Signed in, and nobody shares anything here now: said plainly, with what to do.
import { Big, Page } from "./parts.tsx";
import { refresh, signOut } from "./session.ts";
import { t } from "./words.ts";

export function Nobody() {
  return (
    <Page title={t("Nothing is shared with you now")} alone>
      <p>{t("Your access has ended, or it has not begun. Nothing of what you saw before is left on this phone.")}</p>
      <p>{t("Whoever you are next of kin of can give you access again, by themselves or through the team.")}</p>
      <Big second onPress={() => void refresh()}>{t("Look again")}</Big>
      <Big second onPress={() => void signOut()}>{t("Sign out")}</Big>
    </Page>
  );
}
