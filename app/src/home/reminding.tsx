// How one is reminded: in the app, by text message, and when it is to be quiet. And "later".
import { useEffect, useState } from "preact/hooks";
import { Failed, get, post } from "./api.ts";
import { Big, Card, Page, Told } from "./parts.tsx";
import * as push from "./push.ts";
import type { Standing } from "./push.ts";
import { instead } from "./route.ts";
import * as say from "./sayings.ts";
import { useApp } from "./state.ts";
import { t } from "./words.ts";

interface Wish {
  push: boolean;
  sms: boolean;
  phone: string;
  quiet_from: string;
  quiet_until: string;
}

interface Kept extends Wish {
  may_sms: boolean;
  push_key: string | null;
}

export function Reminding() {
  const { me, person, session } = useApp();
  const [kept, setKept] = useState<Kept | null>(null);
  const [here, setHere] = useState<Standing>("off");
  const [said, setSaid] = useState("");
  const [wrong, setWrong] = useState("");
  const address = `people/${person?.person ?? ""}/reminders`;
  useEffect(() => {
    get<Kept>(address).then(setKept, () => setWrong(t("This can be changed when there is coverage and you are signed in.")));
    void push.standing().then(setHere, () => setHere("not here"));
  }, [address, session]);

  const keep = async (wish: Kept) => {
    setSaid("");
    setWrong("");
    try {
      const { push: pushed, sms, phone, quiet_from, quiet_until } = wish;
      setKept(await post<Kept>(address, { push: pushed, sms, phone, quiet_from, quiet_until }));
      setSaid(t("Saved."));
    } catch (error) {
      setWrong(error instanceof Failed && error.words ? error.words : t("This was not saved. Try once more."));
    }
  };
  const turn = async (on: boolean) => {
    if (!kept) return;
    try {
      if (on && kept.push_key && me) setHere(await push.subscribe(kept.push_key, me.account));
      else if (!on) await push.unsubscribe().then(() => setHere("off"));
    } catch {
      setWrong(t("The phone could not be connected. Try once more when there is coverage."));
    }
    await keep({ ...kept, push: on });
  };

  return (
    <Page title={t("Reminders")} back="/meg">
      <p>{t("When something you have agreed to has not come, you can be reminded. It only says: You have something to do in Heime.")}</p>
      {kept && (
        <>
          <InTheApp kept={kept} here={here} turn={(on) => void turn(on)} />
          <ByText kept={kept} keep={(wish) => void keep(wish)} />
          <QuietHours kept={kept} keep={(wish) => void keep(wish)} />
        </>
      )}
      {wrong && <p class="notice needs" role="alert">{wrong}</p>}
      <Told>{said}</Told>
    </Page>
  );
}

function InTheApp({ kept, here, turn }: { kept: Kept; here: Standing; turn: (on: boolean) => void }) {
  if (!kept.push_key)
    return <Card title={t("On this phone")}><p>{t("Heime cannot send anything to phones here yet.")}</p></Card>;
  return (
    <Card title={t("On this phone")}>
      {here === "on" && kept.push ? (
        <>
          <p>{t("You are reminded on this phone.")}</p>
          <Big second onPress={() => turn(false)}>{t("Turn off")}</Big>
        </>
      ) : here === "refused" ? (
        <p>{t("You have said no on this phone. Change it in the phone's settings, under notifications.")}</p>
      ) : here === "not here" ? (
        <p>{t("This browser cannot be reminded. On an iPhone: put the app on the home screen first.")}</p>
      ) : (
        <>
          <p>{t("Two hours after the time is over, the phone reminds you. It asks you first whether it may.")}</p>
          <Big onPress={() => turn(true)}>{t("Remind me on this phone")}</Big>
        </>
      )}
    </Card>
  );
}

function ByText({ kept, keep }: { kept: Kept; keep: (wish: Kept) => void }) {
  const [phone, setPhone] = useState(kept.phone);
  if (!kept.may_sms)
    return <Card title={t("By text message")}><p>{t("Your address is protected, so we do not send you text messages about this.")}</p></Card>;
  return (
    <Card title={t("By text message")}>
      <p>{t("Six hours after the time is over, if you want to.")}</p>
      <label class="field">
        <span>{t("Your mobile number")}</span>
        <input class="ds-input" type="tel" autocomplete="tel" value={phone} onInput={(event) => setPhone(event.currentTarget.value)} />
      </label>
      {kept.sms ? (
        <>
          {phone !== kept.phone && <Big onPress={() => keep({ ...kept, phone })}>{t("Save the number")}</Big>}
          <Big second onPress={() => keep({ ...kept, phone, sms: false })}>{t("No text messages")}</Big>
        </>
      ) : (
        <Big second onPress={() => keep({ ...kept, phone, sms: true })}>{t("Send me text messages")}</Big>
      )}
    </Card>
  );
}

function QuietHours({ kept, keep }: { kept: Kept; keep: (wish: Kept) => void }) {
  const [from, setFrom] = useState(kept.quiet_from);
  const [until, setUntil] = useState(kept.quiet_until);
  const changed = from !== kept.quiet_from || until !== kept.quiet_until;
  return (
    <Card title={t("Quiet hours")}>
      <p>{t("Nothing is sent then. It comes when they are over.")}</p>
      <div class="side">
        <label class="field">
          <span>{t("From")}</span>
          <input class="ds-input" type="time" value={from} onInput={(event) => setFrom(event.currentTarget.value)} />
        </label>
        <label class="field">
          <span>{t("Until")}</span>
          <input class="ds-input" type="time" value={until} onInput={(event) => setUntil(event.currentTarget.value)} />
        </label>
      </div>
      {changed && <Big onPress={() => keep({ ...kept, quiet_from: from, quiet_until: until })}>{t("Save quiet hours")}</Big>}
    </Card>
  );
}

const MINUTES = [15, 30, 60, 120, 180];

/** "Remind me later": only as long as there is still time for the task. */
export function Later({ task: id }: { task: string }) {
  const { day, person } = useApp();
  const [wrong, setWrong] = useState("");
  const [at, setAt] = useState("");
  const task = day?.tasks.find((one) => one.id === id);
  if (!task) return <Page title={t("Remind me later")} back="/"><p>{t("It is no longer on your list.")}</p></Page>;
  const what = task.kind ?? task.questionnaire ?? "";
  const ask = async (minutes: number) => {
    setWrong("");
    try {
      const told = await post<{ at: string }>(`people/${person?.person ?? ""}/reminders/later`, { what, minutes });
      setAt(told.at);
    } catch (error) {
      setWrong(error instanceof Failed && error.words ? error.words : t("This needs coverage, and that you are signed in."));
    }
  };
  if (at)
    return (
      <Page title={t("You will be reminded")} back="/">
        <Told>{t("At {TIME}.", { time: say.clock(at) })}</Told>
        <Big onPress={() => instead("/")}>{t("Good")}</Big>
      </Page>
    );
  const left = (Date.parse(task.to) - Date.now()) / 60_000;
  return (
    <Page title={t("Remind me later")} back="/">
      <p>{t("It can be done until {TIME}.", { time: say.clock(task.to) })}</p>
      <ul class="choices">
        {MINUTES.filter((minutes) => minutes <= left).map((minutes) => (
          <li><Big second onPress={() => void ask(minutes)}>{named(minutes)}</Big></li>
        ))}
      </ul>
      {left < 15 && <p>{t("There is less than a quarter of an hour left.")}</p>}
      {wrong && <p class="notice needs" role="alert">{wrong}</p>}
    </Page>
  );
}

function named(minutes: number): string {
  if (minutes < 60) return t("In {COUNT} minutes", { count: minutes });
  return minutes === 60 ? t("In an hour") : t("In {COUNT} hours", { count: minutes / 60 });
}
