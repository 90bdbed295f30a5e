// The byte vectors that the server's parsers are tried with, in the phone's.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { decode } from "../../app/src/home/bluetooth/decode.ts";

interface Vector {
  name: string;
  characteristic: string;
  bytes: string;
  why: string;
  gives: object;
}

const file = new URL("../edges/devices/vectors.json", import.meta.url);
const vectors = JSON.parse(readFileSync(file, "utf8")) as Vector[];

for (const { name, characteristic, bytes, why, gives } of vectors) {
  test(`${name}: ${why}`, () => {
    const content = Buffer.from(bytes.replaceAll(" ", ""), "hex");
    assert.deepEqual(decode(parseInt(characteristic, 16), content), gives);
  });
}
