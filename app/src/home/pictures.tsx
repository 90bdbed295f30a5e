// A small drawing for each thing to do: a picture and a word, never one alone.

const PATHS: Record<string, string> = {
  oxygen_saturation: "M4 25h15c3 0 5-2 5-5s-2-5-5-5H4M15 10h15a4 4 0 0 1 4 4v12a4 4 0 0 1-4 4H15M28 17v6",
  heart_rate: "M20 34C10 26 6 21 6 15a7 7 0 0 1 14-2 7 7 0 0 1 14 2c0 6-4 11-14 19zM6 20h8l3-5 4 9 3-4h10",
  blood_pressure: "M6 28c8 2 12-2 18-2s8 4 10 4M6 16c8-2 12 2 18 2s8-4 10-4M14 15v14M24 17v10M19 29v5h9a4 4 0 1 0-4-4",
  body_weight: "M6 10h28v24H6zM13 16a10 10 0 0 1 14 0l-3 5h-8zM20 14v4",
  body_temperature: "M17 22V9a3 3 0 0 1 6 0v13a7 7 0 1 1-6 0zM20 14v14",
  respiratory_rate: "M20 6v12M20 18c-2 0-4 2-6 4M20 18c2 0 4 2 6 4M16 14c-6 2-10 10-10 17 4 3 10 1 10-4zM24 14c6 2 10 10 10 17-4 3-10 1-10-4z",
  blood_glucose: "M20 6c6 8 10 13 10 18a10 10 0 0 1-20 0c0-5 4-10 10-18zM16 26a4 4 0 0 0 4 4",
  answers: "M8 7h24v19H19l-7 7v-7H8zM14 14h12M14 19h8",
};

export function Picture({ kind }: { kind: string }) {
  const known = PATHS[kind] ?? (QUESTIONS.has(kind) ? PATHS.answers : undefined);
  return (
    <svg class="picture" viewBox="0 0 40 40" aria-hidden="true" focusable="false">
      <path d={known ?? PATHS.heart_rate} />
    </svg>
  );
}

const QUESTIONS = new Set(["copd_daily", "heart_failure_daily", "phq9", "gad7", "who5", "rss"]);
