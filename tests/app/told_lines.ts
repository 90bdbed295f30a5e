// A day, what the phone has told since, and one entry, a line each; out comes what the app says of
// the entry before anybody has it.
import { readFileSync } from "node:fs";

import type { Day, Entry } from "../../app/src/home/day.ts";
import { about, judge, type Scenario } from "../../app/src/home/judge/index.ts";
import { isJudged, scenarioOf } from "../../app/src/home/scenario.ts";

interface Line {
  day: Day;
  told: Entry[];
  entry: Entry;
}

for (const line of readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  const { day, told, entry } = JSON.parse(line) as Line;
  if (!day.judging || !isJudged(entry)) throw new Error("nothing to judge");
  const scenario = scenarioOf(day, day.judging, told, entry) as unknown as Scenario;
  const whole = judge(scenario);
  console.log(JSON.stringify({ ...about(whole, entry.id), because: whole.because }));
}
