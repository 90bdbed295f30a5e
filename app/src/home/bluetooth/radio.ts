// The part of Web Bluetooth that is used, and the ways in which it goes wrong, each by a name.

export interface Characteristic extends EventTarget {
  value?: DataView | null;
  readValue(): Promise<DataView>;
  writeValueWithResponse(content: BufferSource): Promise<void>;
  startNotifications(): Promise<unknown>;
}

export interface Service {
  getCharacteristic(uuid: number): Promise<Characteristic>;
}

export interface Server {
  connected: boolean;
  connect(): Promise<Server>;
  disconnect(): void;
  getPrimaryService(uuid: number): Promise<Service>;
}

export interface Device extends EventTarget {
  id: string;
  name?: string | null;
  gatt?: Server | null;
}

export interface Bluetooth {
  getAvailability?(): Promise<boolean>;
  getDevices?(): Promise<Device[]>;
  requestDevice(options: {
    filters: { services: number[] }[];
    optionalServices: number[];
  }): Promise<Device>;
}

/** Why nothing came of it. The words for each are in trouble.ts. */
export type Code =
  | "no-bluetooth" // the browser cannot
  | "off" // Bluetooth is off on this phone, or it has none
  | "cancelled" // nobody chose a meter
  | "not-near" // the meter was not found or did not answer
  | "wrong-meter" // it does not measure this
  | "pairing" // it will not talk with this phone
  | "lost" // it went away before it was done
  | "too-long" // nothing came
  | "nothing-new" // it had only what we have
  | "failed" // it measured, and got no result
  | "stopped"; // the person stopped it

export class MeterError extends Error {
  code: Code;

  constructor(code: Code) {
    super(code);
    this.code = code;
  }
}

/** The browser's Bluetooth; null where there is none. */
export function bluetooth(): Bluetooth | null {
  return (navigator as { bluetooth?: Bluetooth }).bluetooth ?? null;
}

const DEVICE_INFORMATION = 0x180a;
const CURRENT_TIME = 0x1805;

/** The meter that was used before, when the browser remembers it; else the person chooses. */
export async function choose(
  radio: Bluetooth,
  service: number,
  before: string | null,
): Promise<Device> {
  if ((await radio.getAvailability?.()) === false) throw new MeterError("off");
  const known = before === null ? [] : ((await radio.getDevices?.().catch(() => [])) ?? []);
  const same = known.find((device) => device.id === before);
  if (same) return same;
  try {
    return await radio.requestDevice({
      filters: [{ services: [service] }],
      optionalServices: [DEVICE_INFORMATION, CURRENT_TIME],
    });
  } catch {
    throw new MeterError("cancelled");
  }
}

/** What a meter says of itself; empty when it does not. */
export async function modelOf(server: Server): Promise<string> {
  try {
    const service = await server.getPrimaryService(DEVICE_INFORMATION);
    const said = await (await service.getCharacteristic(0x2a24)).readValue();
    return readable(new TextDecoder().decode(said));
  } catch {
    return "";
  }
}

function readable(text: string): string {
  return text.replace(/[^\p{L}\p{N} ._()/+-]/gu, "").trim().slice(0, 40);
}

/** The seven bytes of what the meter's clock shows now; null when it cannot be asked. */
export async function clockOf(server: Server, own: Service): Promise<Uint8Array | null> {
  try {
    return bytesOf(await (await own.getCharacteristic(0x2a08)).readValue());
  } catch {
    try {
      const service = await server.getPrimaryService(CURRENT_TIME);
      return bytesOf(await (await service.getCharacteristic(0x2a2b)).readValue());
    } catch {
      return null;
    }
  }
}

export function bytesOf(view: DataView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength).slice();
}
