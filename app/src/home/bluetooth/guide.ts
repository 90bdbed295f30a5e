// How each type of meter is used, and what helps when the phone does not find it: in plain words.
import type { MeterName } from "./meters.ts";
import type { Code } from "./radio.ts";
import { t } from "../words.ts";

export interface Guide {
  name: string;
  /** Three short steps, in order. */
  steps: string[];
  /** What the person does while the phone waits. */
  now: string;
  /** What they do while the meter measures. */
  still: string;
  /** When the phone can find it at all. */
  findable: string;
}

export function guide(meter: MeterName): Guide {
  return GUIDES[meter]();
}

const GUIDES: Record<MeterName, () => Guide> = {
  cuff: () => ({
    name: t("Blood pressure meter"),
    steps: [
      t("Sit with your back against the chair and both feet on the floor. Rest for five minutes."),
      t("Put the cuff on your bare upper arm, at the height of your heart. Rest the arm on a table."),
      t("Press “From the meter”, then start the meter. Sit still and do not talk."),
    ],
    now: t("Start the meter. Sit still and do not talk."),
    still: t("Sit still and do not talk."),
    findable: t("Most blood pressure meters are seen by the phone only just after they have measured, or while their Bluetooth lamp blinks."),
  }),
  oximeter: () => ({
    name: t("Oxygen meter for the finger"),
    steps: [
      t("Sit down and rest for five minutes. Warm your hands."),
      t("Put the clip on a finger without nail polish, as far in as it goes. Rest your hand."),
      t("Press “From the meter”. Keep still until the number is calm, about half a minute."),
    ],
    now: t("Put the clip on your finger and keep still."),
    still: t("Keep your hand still."),
    findable: t("The meter is seen by the phone only while a finger is in it."),
  }),
  scale: () => ({
    name: t("Bathroom scale"),
    steps: [
      t("Put the scale on a hard, flat floor."),
      t("Weigh yourself in the morning, after the toilet and before breakfast, in light clothes."),
      t("Press “From the meter”, step on, and stand still until the scale is done."),
    ],
    now: t("Step on the scale and stand still."),
    still: t("Stand still."),
    findable: t("The scale is seen by the phone only just after somebody has stepped on it."),
  }),
  thermometer: () => ({
    name: t("Thermometer"),
    steps: [
      t("Wait half an hour after eating, drinking or bathing."),
      t("Measure in the same place every time."),
      t("Press “From the meter”, and measure as you usually do."),
    ],
    now: t("Measure as you usually do."),
    still: t("Keep still."),
    findable: t("The thermometer is seen by the phone only while it is on."),
  }),
  glucose: () => ({
    name: t("Blood sugar meter"),
    steps: [
      t("Wash your hands in warm water and dry them well."),
      t("Put a strip in the meter. Prick the side of your fingertip, and let the strip draw up the blood."),
      t("When the meter shows the number, press “From the meter”."),
    ],
    now: t("Let the meter be on, close to the phone."),
    still: t("Keep still."),
    findable: t("Turn on Bluetooth in the meter's own menu, or hold its button until the lamp blinks."),
  }),
  belt: () => ({
    name: t("Pulse belt"),
    steps: [
      t("Wet the inside of the belt, and put it round your chest, just under the breast."),
      t("Sit down and rest for five minutes."),
      t("Press “From the meter”, and sit still."),
    ],
    now: t("Sit still."),
    still: t("Sit still."),
    findable: t("The belt is seen by the phone only while it is on your skin."),
  }),
};

/** What helps most meters, in the order to try it. */
export function tips(meter: MeterName): string[] {
  return [
    guide(meter).findable,
    t("Hold the meter close to the phone. See that its battery is not empty."),
    t("Turn on Bluetooth on the phone, and location if the phone asks for it."),
    t("A meter talks with one phone at a time. Close its own app, also on other phones."),
    again(),
    t("Does it still not work? Type in the number. It counts just as much."),
  ];
}

function again(): string {
  return t("Has the meter been used with another phone? Then it may refuse this one. Remove it under Bluetooth in the phone's settings, hold the meter's Bluetooth button until the lamp blinks, and choose it here again.");
}

export interface Trouble {
  title: string;
  what: string;
}

/** What went wrong, and what to do about it; null where nothing did. */
export function trouble(code: Code, meter: MeterName): Trouble | null {
  switch (code) {
    case "stopped": return null;
    case "no-bluetooth": return { title: t("The phone cannot read the meter"), what: without() };
    case "off": return { title: t("Bluetooth is off"), what: t("Turn it on in the phone's settings, and try again.") };
    case "cancelled": return { title: t("No meter was chosen"), what: t("Was it not in the list?") + " " + guide(meter).findable };
    case "not-near": return { title: t("The meter did not answer"), what: guide(meter).findable };
    case "wrong-meter": return { title: t("This meter measures something else"), what: t("Choose another one in the list.") };
    case "pairing": return { title: t("The meter will not talk with this phone"), what: again() };
    case "lost": return { title: t("The meter went away before it was done"), what: t("Hold it close to the phone, and try again.") };
    case "too-long": return { title: t("Nothing came from the meter"), what: guide(meter).now + " " + t("Then try again.") };
    case "nothing-new": return { title: t("The meter has nothing new"), what: t("What it has, you have saved before. Measure first, then press “From the meter”.") };
    case "failed": return { title: t("The meter got no result"), what: t("See that it sits right, sit still, and measure once more.") };
  }
}

/** Where the browser has no Bluetooth: why, and what to do instead. */
export function without(): string {
  return onApple()
    ? t("On iPhone and iPad the app cannot read the meter. Type in the number that it shows.")
    : t("This browser cannot read the meter. Chrome and Edge can, on Android and on a computer. Or type in the number.");
}

function onApple(): boolean {
  const tablet = /Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints > 1;
  return tablet || /iPhone|iPad|iPod/.test(navigator.userAgent);
}
