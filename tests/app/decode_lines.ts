// One line in, `2a35 16ff07…`; one line out, what the phone's parser makes of it as JSON.
import { readFileSync, writeSync } from "node:fs";
import { decode } from "../../app/src/home/bluetooth/decode.ts";

const answers = readFileSync(0, "utf8")
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => {
    const [characteristic = "", bytes = ""] = line.split(" ");
    return JSON.stringify(decode(parseInt(characteristic, 16), Buffer.from(bytes, "hex")));
  });
const written = Buffer.from(`${answers.join("\n")}\n`);
for (let at = 0; at < written.length; ) at += writeSync(1, written, at);
