// Numbers in words, so that what was typed can be read back as it is said.
import { language } from "./words.ts";

const SMALL = {
  nb: "null en to tre fire fem seks sju åtte ni ti elleve tolv tretten fjorten femten seksten sytten atten nitten",
  nn: "null ein to tre fire fem seks sju åtte ni ti elleve tolv tretten fjorten femten seksten sytten atten nitten",
  en: "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
};
const TENS = {
  nb: "tjue tretti førti femti seksti sytti åtti nitti",
  nn: "tjue tretti førti femti seksti sytti åtti nitti",
  en: "twenty thirty forty fifty sixty seventy eighty ninety",
};
const JOINED = { nb: "", nn: "", en: "-" };
const HUNDRED = { nb: "hundre", nn: "hundre", en: "hundred" };
const AND = { nb: "og", nn: "og", en: "and" };
const POINT = { nb: "komma", nn: "komma", en: "point" };

/** A decimal number up to 999.99 in words; larger ones as they are written. */
export function inWords(value: string): string {
  const [whole = "", part = ""] = value.split(".");
  const size = Number(whole);
  if (!/^\d+$/.test(whole) || size > 999) return value;
  const digits = [...part].map((digit) => below100(Number(digit)));
  return [below1000(size), ...(part ? [POINT[language()], ...digits] : [])].join(" ");
}

function below1000(value: number): string {
  if (value < 100) return below100(value);
  const hundreds = Math.floor(value / 100);
  const rest = value % 100;
  const one = language() !== "en" && hundreds === 1 ? "" : `${below100(hundreds)} `;
  const said = one + HUNDRED[language()];
  return rest ? `${said} ${AND[language()]} ${below100(rest)}` : said;
}

function below100(value: number): string {
  const small = SMALL[language()].split(" ");
  if (value < 20) return small[value] ?? String(value);
  const ten = TENS[language()].split(" ")[Math.floor(value / 10) - 2] ?? "";
  return value % 10 ? `${ten}${JOINED[language()]}${small[value % 10]}` : ten;
}
