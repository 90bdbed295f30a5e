// How to sit or hold, drawn: one picture for each type of meter. What it shows stands in words too.
import type { MeterName } from "./meters.ts";

const SITTING = "M70 26a11 11 0 1 0 .1 0M70 48c-9 0-13 6-13 14v30h30M57 92v6h34v34h10M50 60v72M50 98h40v34";

const DRAWINGS: Record<MeterName, { person: string; meter: string }> = {
  cuff: {
    person: `${SITTING}M72 60l18 14 26 2M108 84h64v48M172 84v48`,
    meter: "M79 62l14 10-7 10-14-10zM134 62h26v22h-26zM139 68h16M139 74h10M92 78c12 14 28 6 42-2",
  },
  oximeter: {
    person: "M18 96c26 2 42-8 58-18l34-4c8 0 8 10 0 11l-20 4M18 128c34 6 66 4 92-6l22-12M110 74l26-4c9 0 9 11 1 12l-27 5M117 100l18-4c8-1 9 8 2 10l-20 6",
    meter: "M128 60h44a6 6 0 0 1 6 6v24a6 6 0 0 1-6 6h-34M150 66h20v14h-20zM154 73h4l3-4 3 6 2-2",
  },
  scale: {
    person: "M100 16a11 11 0 1 0 .1 0M100 38c-10 0-14 6-14 14v26l4 38M100 38c10 0 14 6 14 14v26l-4 38M90 76l10 4 10-4M100 80v36",
    meter: "M64 118h72l6 14H58zM92 122h16",
  },
  thermometer: {
    person: "M88 22a30 34 0 1 0 .1 0M62 90c-24 6-34 20-34 42M114 90c24 6 34 20 34 42M80 76h16",
    meter: "M96 74l52 16a5 5 0 0 1-3 9l-53-17zM120 84l14 4",
  },
  glucose: {
    person: "M18 60c28-2 50 2 68 10l30 6c10 2 8 14-2 13l-26-4M18 108c32 6 58 4 80-6",
    meter: "M124 78c4 5 6 8 6 11a6 6 0 0 1-12 0c0-3 2-6 6-11zM140 58h36v58h-36zM146 66h24v18h-24zM152 96h12M140 92h-8",
  },
  belt: {
    person: "M100 14a12 12 0 1 0 .1 0M100 40c-24 0-32 10-34 30l-4 40M100 40c24 0 32 10 34 30l4 40M76 62l-2 70M124 62l2 70",
    meter: "M75 76c16 8 34 8 50 0M75 88c16 8 34 8 50 0M92 78h16v14H92z",
  },
};

export function Drawing({ of }: { of: MeterName }) {
  const { person, meter } = DRAWINGS[of];
  return (
    <svg class="drawing" viewBox="0 0 200 144" aria-hidden="true" focusable="false">
      <path class="person" d={person} />
      <path class="thing" d={meter} />
    </svg>
  );
}
