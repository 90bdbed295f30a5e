// Scenarios in, one a line; the phone's verdicts out, one a line, in the same order.
import { readFileSync } from "node:fs";

import { judge, type Scenario } from "../../app/src/home/judge/index.ts";

const lines = readFileSync(0, "utf8").split("\n").filter(Boolean);
const said = lines.map((line) => JSON.stringify(judge(JSON.parse(line) as Scenario)));
process.stdout.write(`${said.join("\n")}\n`);
