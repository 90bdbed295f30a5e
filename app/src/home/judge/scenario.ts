// What the judge is given: the scenario format (heime-scenario/1), as the server sends it.

export interface PlanFile {
  id: string;
  version: number;
  signed: boolean;
  valid_from?: string;
  limits: { kind: string; profile?: string | null; override?: unknown }[];
  rules: string[];
  missing_data_class?: string;
  expected?: { kind: string; from: string; to: string }[];
}

export interface PersonFile {
  atrial_fibrillation_known?: boolean;
  dry_weight_kg?: string | null;
  personal_best?: Record<string, string> | null;
  baselines?: Record<string, number> | null;
  standby_course?: { started_on: string; k1_at_start?: number | null } | null;
  pauses?: { from: string; to: string }[] | null;
}

/** One thing that was sent or happened; `kind` says which fields it has. */
export type ItemFile = Readonly<Record<string, unknown>>;

export interface Scenario {
  rule_set: string;
  person: PersonFile;
  plans: readonly PlanFile[];
  history: readonly ItemFile[];
  input: readonly ItemFile[];
  now: string;
  /** Limits that a doctor has signed for plans that differ (U-1). */
  merge?: { signed: boolean; limits?: PlanFile["limits"] };
}
