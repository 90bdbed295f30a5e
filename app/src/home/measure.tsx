// Measure: choose what, type it with large keys, hear it read back, and say that it is right.
import { useState } from "preact/hooks";
import { right } from "./clock.ts";
import { Keypad } from "./keypad.tsx";
import { doubt, exact, fields, isKind } from "./kinds.ts";
import type { Doubt, Field } from "./kinds.ts";
import { inWords } from "./numbers.ts";
import { Big, Card, Page } from "./parts.tsx";
import { Picture } from "./pictures.tsx";
import { instead } from "./route.ts";
import * as say from "./sayings.ts";
import { tell } from "./session.ts";
import { useApp, useBusy } from "./state.ts";
import { usual } from "./tasks.ts";
import { jumps } from "./weights.ts";
import { t } from "./words.ts";
import { Meter, fromMeter } from "./meter.tsx";

const ALWAYS = ["oxygen_saturation", "heart_rate", "blood_pressure", "body_weight", "body_temperature"];

export function Choose() {
  const { day } = useApp();
  const kinds = [...new Set([...(day ? usual(day) : []), ...ALWAYS])].filter(isKind);
  return (
    <Page title={t("What will you measure?")} back="/">
      <ul class="choices">
        {kinds.map((kind) => (
          <li>
            <a class="choice" href={`#/maal/${kind}`}>
              <Picture kind={kind} /> <span>{say.kindName(kind)}</span>
            </a>
          </li>
        ))}
      </ul>
    </Page>
  );
}

export function Measure({ kind }: { kind: string }) {
  const [typing, setTyping] = useState(false);
  if (!isKind(kind)) return <Choose />;
  if (typing) return <Typed kind={kind} />;
  return (
    <Page title={say.kindName(kind)} back="/">
      <Card>
        <div class="side"><Picture kind={kind} /><p>{how(kind)}</p></div>
      </Card>
      <Meter kind={kind} />
      <Big onPress={() => setTyping(true)} second={fromMeter(kind)}>{t("Type in the number")}</Big>
    </Page>
  );
}

function how(kind: string): string {
  switch (kind) {
    case "oxygen_saturation": return t("Sit down and rest for five minutes. Warm your hand. Put the clip on your finger and keep still.");
    case "blood_pressure": return t("Sit down and rest for five minutes. Both feet on the floor. The cuff on your bare upper arm, at the height of the heart.");
    case "heart_rate": return t("Sit down and rest for five minutes. Read the pulse on the meter.");
    case "body_weight": return t("Weigh yourself in the morning, after the toilet and before breakfast, in light clothes.");
    case "body_temperature": return t("Wait half an hour after eating, drinking or bathing.");
    case "blood_glucose": return t("Wash and dry your hands before you prick your finger.");
    default: return t("Sit down and rest a little first.");
  }
}

/** One field at a time, then the whole read back. */
function Typed({ kind }: { kind: string }) {
  useBusy();
  const { day, held } = useApp();
  const all = fields(kind);
  const [values, setValues] = useState<Record<string, string>>({});
  const [typed, setTyped] = useState("");
  const [doubted, setDoubted] = useState<Doubt>(null);
  const [sure, setSure] = useState<string[]>([]);
  const field = all.find((one) => values[one.name] === undefined);
  if (!field) return <ReadBack kind={kind} all={all} values={values} again={() => { setValues({}); setTyped(""); setSure([]); }} />;

  const take = () => {
    setValues({ ...values, [field.name]: exact(field, typed) });
    setTyped("");
    setDoubted(null);
  };
  const done = () => {
    const told = held.map((one) => one.entry);
    const why = doubt(field, typed, values) ?? (jumps(kind, typed, day?.judging ?? null, told, right()) ? "jump" : null);
    if (why && !(why !== "impossible" && sure.includes(field.name))) setDoubted(why);
    else take();
  };
  if (doubted)
    return (
      <Doubted
        why={doubted} field={field} typed={typed}
        yes={() => { setSure([...sure, field.name]); take(); }}
        no={() => { setDoubted(null); setTyped(""); }}
      />
    );
  return (
    <Page title={say.kindName(kind)} back={`/`} alone>
      {field.label && <p class="label">{field.label}</p>}
      <Keypad field={field} typed={typed} onChange={setTyped} />
      <Big onPress={done} disabled={typed === ""}>{t("I am done")}</Big>
    </Page>
  );
}

interface DoubtedProps {
  why: Doubt;
  field: Field;
  typed: string;
  yes: () => void;
  no: () => void;
}

function Doubted({ why, field, typed, yes, no }: DoubtedProps) {
  if (why === "impossible")
    return (
      <Page title={t("That cannot be right")} alone>
        <p class="huge">{say.number(typed)} <small>{say.unitName(field.unit)}</small></p>
        <p>{t("Look at the meter once more. If it really says this, call the team.")}</p>
        <Big onPress={no}>{t("Type it again")}</Big>
      </Page>
    );
  return (
    <Page title={t("Is this right?")} alone>
      <p class="huge">{say.number(typed)} <small>{say.unitName(field.unit)}</small></p>
      <p>
        {why === "jump"
          ? t("It is more than five kilos from the last one. Is it your weight?")
          : t("It is an unusual number. Look at the meter once more.")}
      </p>
      <Big onPress={no}>{t("No, type it again")}</Big>
      <Big onPress={yes} second>{t("Yes, the meter says so")}</Big>
    </Page>
  );
}

interface ReadBackProps {
  kind: string;
  all: Field[];
  values: Record<string, string>;
  again: () => void;
}

function ReadBack({ kind, all, values, again }: ReadBackProps) {
  const { person } = useApp();
  const [saving, setSaving] = useState(false);
  const unit = all[0]?.unit ?? "";
  const save = async () => {
    setSaving(true);
    const held = await tell({
      sort: "reading", kind, unit, ...values, manual: true, device: null, quality: [],
      on_behalf: person?.own === false,
    });
    instead(`/etter/${held.entry.id}`);
  };
  return (
    <Page title={t("Is it this you read?")} alone>
      <p class="label">{say.kindName(kind)}</p>
      <p class="huge">{say.value({ kind, unit, ...values })}</p>
      <p class="words">{spoken(all, values)}</p>
      <Big onPress={() => void save()} disabled={saving}>{t("Yes, save it")}</Big>
      <Big onPress={again} second disabled={saving}>{t("No, change it")}</Big>
    </Page>
  );
}

/** The value in words: another look than the figures, so that a wrong key is seen. */
export function spoken(all: Field[], values: Record<string, string>): string {
  const words = all.map((field) => inWords(values[field.name] ?? ""));
  if (words.length === 2)
    return t("{UPPER} over {LOWER}", { upper: words[0] ?? "", lower: words[1] ?? "" });
  return `${words[0]} ${say.unitName(all[0]?.unit ?? "")}`;
}
