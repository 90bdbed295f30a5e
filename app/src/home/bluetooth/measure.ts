// One visit to a meter: find it, listen until it has a result, and say goodbye.
import { decode } from "./decode.ts";
import { Bytes } from "./frame.ts";
import { Inbox, type End, type Heard } from "./inbox.ts";
import type { Meter } from "./meters.ts";
import { begin, told, type Before, type Event } from "./racp.ts";
import {
  bluetooth,
  bytesOf,
  choose,
  clockOf,
  MeterError,
  modelOf,
  type Characteristic,
  type Device,
  type Server,
  type Service,
} from "./radio.ts";
import { atLast, settled, type Calm, type Moment } from "./settle.ts";
import { outcome, type Asked, type Got, type Known, type Outcome, type Taken } from "./taking.ts";

/** How it goes. shown: what the meter shows while it measures, or how many records have come. */
export interface State {
  step: "choosing" | "connecting" | "ready" | "measuring" | "fetching";
  shown?: string;
}

export type Tell = (state: State) => void;

/** What is only shown while it measures, and may be missed: by what it belongs to. */
const PASSING = new Map<number | undefined, number>([
  [0x2a35, 0x2a36],
  [0x2a1c, 0x2a1e],
]);
const STREAMS = new Set([0x2a5f, 0x2a37]);
const ONE_TRY = 20_000;
const BETWEEN_TRIES = 800;
const SILENCE = 30_000; // of a meter that is asked for its records
const GOODBYE = 2_000;

/** The values of one measurement. Throws MeterError, which says why there is none. */
export async function measure(meter: Meter, tell: Tell, signal: AbortSignal): Promise<Taken[]> {
  const { taken, failed, repeated } = await visit(meter, tell, signal);
  if (taken.length) return taken;
  throw new MeterError(failed || !repeated ? "failed" : "nothing-new");
}

/** As measure(), with what else is to be said of it, and what to remember for the next time. */
export async function visit(
  meter: Meter,
  tell: Tell,
  signal: AbortSignal,
  before: Known | null = null,
): Promise<Outcome> {
  const radio = bluetooth();
  if (!radio) throw new MeterError("no-bluetooth");
  tell({ step: "choosing" });
  const device = await choose(radio, meter.service, before?.id ?? null);
  const inbox = new Inbox();
  const lost = () => inbox.put("lost");
  const stop = () => inbox.put("stopped");
  signal.addEventListener("abort", stop);
  try {
    const until = performance.now() + meter.patience * 1000;
    tell({ step: "connecting" });
    const server = await connected(device, until, signal);
    device.addEventListener("gattserverdisconnected", lost);
    return await talk(meter, device, server, inbox, until, tell, before);
  } catch (error) {
    if (signal.aborted) throw new MeterError("stopped");
    throw error instanceof MeterError ? error : new MeterError("lost");
  } finally {
    signal.removeEventListener("abort", stop);
    device.removeEventListener("gattserverdisconnected", lost);
    device.gatt?.disconnect();
  }
}

/** Many meters can be reached only once they have measured: tried again until patience ends. */
async function connected(device: Device, until: number, signal: AbortSignal): Promise<Server> {
  const giveUp = () => device.gatt?.disconnect();
  signal.addEventListener("abort", giveUp);
  try {
    while (device.gatt && !signal.aborted && performance.now() < until) {
      const timer = setTimeout(giveUp, Math.min(ONE_TRY, until - performance.now()));
      const server = await device.gatt.connect().catch(() => null);
      clearTimeout(timer);
      if (server) return server;
      await new Promise((resolve) => setTimeout(resolve, BETWEEN_TRIES));
    }
    throw new MeterError(signal.aborted ? "stopped" : "not-near");
  } finally {
    signal.removeEventListener("abort", giveUp);
  }
}

async function talk(
  meter: Meter,
  device: Device,
  server: Server,
  inbox: Inbox,
  until: number,
  tell: Tell,
  before: Known | null,
): Promise<Outcome> {
  const service = await server.getPrimaryService(meter.service).catch(() => {
    throw new MeterError(server.connected ? "wrong-meter" : "lost");
  });
  // Listening first: some meters send at once, and go.
  const control = await subscribed(meter, service, server, inbox);
  tell({ step: "ready" });
  const asked = await clockNow(server, service);
  const same = before?.id === device.id ? before : null;
  const model = same?.model || (await modelOf(server));
  const known: Known = same ?? { id: device.id, model, user: null, last: null, seen: [] };
  const got = control
    ? await fetched(control, inbox, until, known, tell)
    : await listened(meter, inbox, until, tell);
  return outcome(meter, got, asked, { ...known, model });
}

/** Have the meter notify. Returns its control point, for one whose records are asked for. */
async function subscribed(
  meter: Meter,
  service: Service,
  server: Server,
  inbox: Inbox,
): Promise<Characteristic | null> {
  const found = new Map<number, Characteristic>();
  let refused = false;
  for (const uuid of [...meter.notifies, ...(meter.control ? [meter.control] : [])]) {
    const one = await service.getCharacteristic(uuid).catch(() => null);
    if (!one) continue;
    one.addEventListener("characteristicvaluechanged", () => {
      if (one.value) inbox.put({ characteristic: uuid, content: bytesOf(one.value), at: Date.now() });
    });
    const listening = await one.startNotifications().catch(() => null);
    if (listening) found.set(uuid, one);
    refused ||= !listening && uuid !== PASSING.get(meter.notifies[0]);
  }
  if (refused) throw new MeterError("pairing"); // the bond is asked for when one begins to listen
  if (found.size === 0) throw new MeterError(server.connected ? "wrong-meter" : "lost");
  const control = meter.control ? found.get(meter.control) : null;
  if (control === undefined) throw new MeterError("wrong-meter");
  return control;
}

async function clockNow(server: Server, service: Service): Promise<Asked | null> {
  const content = await clockOf(server, service);
  const shown = content && content.length >= 7 ? new Bytes(content).dateTime() : null;
  return shown === null ? null : { shown, at: Date.now() };
}

/** What a meter sends of itself, until it has been quiet, or its stream has settled. */
async function listened(meter: Meter, inbox: Inbox, until: number, tell: Tell): Promise<Got[]> {
  const got: Got[] = [];
  const moments: Moment[] = [];
  for (;;) {
    const heard = await inbox.next(got.length ? performance.now() + meter.quiet * 1000 : until);
    if (typeof heard === "string") return ended(heard, got, moments, meter.calm);
    const frame = decode(heard.characteristic, heard.content);
    if ("fault" in frame) continue;
    if (frame.intermediate) tell({ step: "measuring", shown: frame.also?.cuff ?? "" });
    else if (meter.calm && STREAMS.has(heard.characteristic)) {
      const notes = frame.notes ?? [];
      const busy = notes.includes("ongoing") || notes.includes("analysing");
      moments.push({ at: performance.now(), found: frame.found ?? [], busy });
      tell({ step: "measuring", shown: frame.found?.[0]?.value ?? "" });
      const found = settled(moments, meter.calm);
      if (found) return [{ frame: { found }, content: "", at: heard.at }];
    } else if (frame.found) got.push({ frame, content: hex(heard.content), at: heard.at });
  }
}

function ended(end: End, got: Got[], moments: Moment[], calm: Calm | undefined): Got[] {
  if (end === "stopped") throw new MeterError("stopped");
  if (got.length) return got;
  const found = calm ? atLast(moments, calm) : [];
  if (found.length) return [{ frame: { found }, content: "", at: Date.now() }];
  throw new MeterError(moments.length ? "failed" : end);
}

/** The stored records that we have not had. */
async function fetched(
  control: Characteristic,
  inbox: Inbox,
  until: number,
  before: Before,
  tell: Tell,
): Promise<Got[]> {
  const heardAt = Date.now();
  let [state, write] = begin(before);
  for (;;) {
    if (write && state.step === "reporting") await ask(control, write);
    else if (write) await control.writeValueWithResponse(write.slice()).catch(() => undefined);
    if (state.step === "done" || state.step === "failed") break;
    const heard = await inbox.next(Math.min(until, performance.now() + SILENCE));
    if (heard === "stopped") throw await goodbye(control, inbox);
    if (heard === "lost") break;
    const event = heard === "too-long" ? "timeout" : eventOf(heard);
    if (event === null) continue; // a record that cannot be read is no record
    [state, write] = told(state, event);
    tell({ step: "fetching", shown: String(state.records.length) });
  }
  if (state.records.length === 0 && state.step !== "done")
    throw new MeterError(state.why === "timeout" ? "too-long" : state.why ? "failed" : "lost");
  if (state.records.length === 0) throw new MeterError("nothing-new");
  return state.records.map((frame) => ({ frame, content: "", at: heardAt }));
}

async function ask(control: Characteristic, write: Uint8Array): Promise<void> {
  await control.writeValueWithResponse(write.slice()).catch(() => {
    throw new MeterError("pairing");
  });
}

/** Ask the meter to stop sending, and wait a moment for its yes. */
async function goodbye(control: Characteristic, inbox: Inbox): Promise<MeterError> {
  await control.writeValueWithResponse(Uint8Array.of(3, 0)).catch(() => undefined);
  const until = performance.now() + GOODBYE;
  for (;;) {
    const heard = await inbox.next(until);
    if (typeof heard === "string" || heard.characteristic === 0x2a52) break;
  }
  return new MeterError("stopped");
}

function eventOf(heard: Heard): Event | null {
  if (heard.characteristic !== 0x2a18) return { control: heard.content };
  const record = decode(heard.characteristic, heard.content);
  return "fault" in record ? null : { record };
}

function hex(content: Uint8Array): string {
  return [...content].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
