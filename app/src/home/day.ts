// What the server tells and is told, as the two have agreed (docs/adr/0030-the-home-app.md).
// Times are ISO 8601, measured values decimal text with UCUM units.

export type Zone = "green" | "yellow" | "red" | "grey";
export type Language = "nb" | "nn" | "en";
export type Said = Partial<Record<Language, string>>;
export type May = "values" | "plan" | "messages" | "log" | "rights" | "entry";

export interface Me {
  account: string;
  name: string;
  language: Language;
  csrf: string;
  people: Person[];
}

export interface Person {
  person: string;
  given_name: string;
  name: string;
  own: boolean;
  team: string | null;
  may: May[];
}

export interface Task {
  id: string;
  sort: "measure" | "answer";
  kind?: string | null;
  questionnaire?: string | null;
  from: string;
  to: string;
  until: string;
  done_at: string | null;
  done_entry: string | null;
  state: "now" | "later" | "done" | "late" | "skipped";
  may_skip: string[];
}

export interface Promised {
  by: string;
  words: string;
}

export interface Result {
  id: string;
  entry: string | null;
  kind: string;
  value?: string;
  systolic?: string;
  diastolic?: string;
  total?: number;
  unit?: string;
  off_scale?: "above" | "below";
  at: string;
  by: "patient" | "kin" | "staff" | "device";
  zone: Zone;
  state: string;
  words: string;
  marked_wrong: boolean;
}

export interface Medicine {
  shown: { text: string; start_criteria: string; review_on: string } | null;
  held_back: { code: string; words: string }[];
  started_on: string | null;
  day: number | null;
}

export interface Condition {
  question: string;
  compare: "=" | "!=" | "exists";
  answer: number | boolean;
}

export interface Option {
  value: number;
  text: Said;
  emergency?: boolean;
}

export interface Question {
  link_id: string;
  text: Said;
  options: Option[];
  required?: boolean;
  only_if?: Condition[];
  any_of?: boolean;
}

export interface Questionnaire {
  name: string;
  version: string;
  title?: Said;
  stem?: Said;
  attribution?: string;
  /** What must be said over the questions when they are in another language than the reader's. */
  note?: Said;
  questions: Question[];
  read_aloud?: boolean;
}

export interface Opening {
  from: string;
  to: string;
}

export interface Team {
  name: string;
  phone: string | null;
  is_open: boolean;
  open: Opening[];
  who: string | null;
}

/** Something agreed. until: of a span of time; day: the hour is not agreed. */
export interface Appointment {
  at: string;
  until?: string | null;
  day?: boolean;
  what: string;
  who?: string;
}

export interface Day {
  made_at: string;
  server_time: string;
  person: {
    id: string;
    given_name: string;
    name: string;
    own: boolean;
    mode: "normal" | "simple";
    text_size: 1 | 2 | 3 | 4;
    contrast?: boolean;
  };
  may: May[];
  team: Team;
  tasks: Task[];
  appointments: Appointment[];
  texts: { green: string; yellow: string; red: string };
  now: {
    zone: Zone;
    state: string;
    words: string;
    next: string | null;
    promise: Promised | null;
  } | null;
  results: Result[];
  standby: Medicine | null;
  diuretic: Medicine | null;
  pause: { from: string; until: string; why: string } | null;
  /** Null for those who may not see both values and plan. */
  judging: Judging | null;
  questionnaires: Questionnaire[];
  plan: {
    approved_on: string | null;
    review_on: string | null;
    by: string | null;
    goals: string[];
    paragraphs: { heading: string; text?: string; rows?: unknown[] }[];
  } | null;
  contacts: { name: string; what: string; phone: string }[];
  whom_to_call: { team: string | null; legevakt: string; emergency: string };
  version: string;
}

/** What the phone needs to judge: in the words of the scenario format. */
export interface Judging {
  rule_set: string;
  person: Record<string, unknown>;
  plans: Record<string, unknown>[];
  history: Record<string, unknown>[];
}

export interface Reading {
  sort: "reading";
  kind: string;
  value?: string;
  systolic?: string;
  diastolic?: string;
  unit: string;
  manual: boolean;
  device: { model: string; id: string; sequence: number | null; at: string | null } | null;
  quality: string[];
  on_behalf: boolean;
}

export interface Answered {
  sort: "answers";
  questionnaire: string;
  version: string;
  items: Record<string, number | null>;
  safe_now: "yes" | "no" | "unsure" | null;
  on_behalf: boolean;
}

export type Told =
  | Reading
  | Answered
  | { sort: "wrong"; of: string; why: string }
  | { sort: "started"; medicine: "standby"; k1_at_start: number | null }
  | { sort: "not_today"; task: string; reason: string }
  | { sort: "pause"; why: "admitted" | "travelling"; until: string }
  | { sort: "pause_over" }
  | {
      sort: "message";
      thread: string | null;
      text: string;
      photo: { name: string; type: string; base64: string } | null;
      /** Who else is in a new thread: "patient", or "k:" and the account of a next of kin. */
      also?: string[];
    }
  | { sort: "call_me" };

/** One thing told: with its own id and the phone's time from the moment it was made. */
export type Entry = Told & { id: string; at: string; off_ms: number | null };

/** The server's answer to one entry. */
export interface Answer {
  id: string;
  status: "kept" | "known" | "refused";
  code: string | null;
  words: string | null;
  received_at: string | null;
  zone: Zone | null;
  state: string | null;
  remeasure_after_minutes: number | null;
  text: string | null;
  promise: Promised | null;
}
