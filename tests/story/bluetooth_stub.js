// A meter that answers as a real one would, in place of the browser's Bluetooth.
//
// Put into a page before its own scripts (page.add_init_script), or imported by a test in Node:
//
//   heimeMeter({ service: 0x1810, sends: [{ of: 0x2a35, bytes: "00 80 00 4f 00 5f 00" }] })
//
// id, name      what the browser calls it
// service       the service it has
// sends         what it notifies of once somebody listens: { of, bytes, after (milliseconds) }
// reads         what can be read of it: { 0x2a24: "…" in hex }
// records       stored records of a glucose meter (hex), oldest first, asked for by 0x2a52
// operators     the RACP operators it knows; all of them if not said
// refuses       "choose" | "connect" | "listen" | "write": where it says no
// misses        how many attempts to connect fail before one goes well
// leaves        milliseconds after the first listener until it goes away
// known         whether the browser remembers it from before
//
// heimeMeter.log holds what was asked of it, in order.
(() => {
  const bytes = (hex) => Uint8Array.from(hex.replaceAll(" ", "").match(/../g) ?? [], (two) => parseInt(two, 16));
  const view = (content) => new DataView(content.buffer, content.byteOffset, content.byteLength);
  const no = (name) => Promise.reject(new DOMException(name, name));
  let meter = null;
  const log = [];

  class Characteristic extends EventTarget {
    constructor(uuid) {
      super();
      this.uuid = uuid;
    }
    readValue() {
      log.push(`read ${this.uuid.toString(16)}`);
      return Promise.resolve(view(bytes(meter.reads[this.uuid])));
    }
    startNotifications() {
      if (meter.refuses === "listen") return no("NetworkError");
      log.push(`listen ${this.uuid.toString(16)}`);
      for (const { of, bytes: content, after = 5 } of meter.sends ?? []) {
        if (of === this.uuid) setTimeout(() => this.notify(bytes(content)), after);
      }
      if (meter.leaves) setTimeout(() => meter.device.leave(), meter.leaves);
      return Promise.resolve(this);
    }
    notify(content) {
      if (!meter.device.gatt.connected) return;
      this.value = view(content);
      this.dispatchEvent(new Event("characteristicvaluechanged"));
    }
    writeValueWithResponse(content) {
      if (meter.refuses === "write") return no("NotSupportedError");
      const written = [...new Uint8Array(content.buffer ?? content)];
      log.push(`write ${written.map((byte) => byte.toString(16).padStart(2, "0")).join("")}`);
      setTimeout(() => this.report(written), 5);
      return Promise.resolve();
    }
    report([code, operator, filter, low, high]) {
      const answer = (value) => this.notify(Uint8Array.of(6, 0, code, value));
      if (code === 3) return answer(1);
      if (meter.silent) return;
      if (meter.operators && !meter.operators.includes(operator)) return answer(4);
      const all = (meter.records ?? []).map(bytes);
      const least = filter === 1 ? low + high * 256 : 0;
      const asked =
        operator === 1 ? all
        : operator === 6 ? all.slice(-1)
        : all.filter((record) => record[1] + record[2] * 256 >= least);
      if (!asked.length) return answer(6);
      for (const record of asked) meter.device.service.of(0x2a18).notify(record);
      answer(1);
    }
  }

  class Service {
    constructor(uuids) {
      this.all = new Map(uuids.map((uuid) => [uuid, new Characteristic(uuid)]));
    }
    of(uuid) {
      return this.all.get(uuid);
    }
    getCharacteristic(uuid) {
      return this.all.has(uuid) ? Promise.resolve(this.all.get(uuid)) : no("NotFoundError");
    }
  }

  class Device extends EventTarget {
    constructor() {
      super();
      this.id = meter.id ?? "stub-meter";
      this.name = meter.name ?? "Meter";
      const uuids = (meter.sends ?? []).map(({ of }) => of);
      if (meter.records) uuids.push(0x2a18, 0x2a52);
      if (meter.has) uuids.push(...meter.has);
      if (meter.reads?.[0x2a08]) uuids.push(0x2a08);
      this.service = new Service([...new Set(uuids)]);
      const device = this;
      this.gatt = {
        connected: false,
        connect() {
          log.push("connect");
          if (meter.refuses === "connect" || (meter.misses ?? 0) > 0) {
            meter.misses -= 1;
            return no("NetworkError");
          }
          this.connected = true;
          return Promise.resolve(this);
        },
        disconnect() {
          if (this.connected) log.push("disconnect");
          device.leave();
        },
        getPrimaryService(uuid) {
          if (uuid === meter.service) return Promise.resolve(device.service);
          if (uuid === 0x180a && meter.reads?.[0x2a24]) return Promise.resolve(new Service([0x2a24]));
          if (uuid === 0x1805 && meter.reads?.[0x2a2b]) return Promise.resolve(new Service([0x2a2b]));
          return no("NotFoundError");
        },
      };
    }
    leave() {
      if (!this.gatt.connected) return;
      this.gatt.connected = false;
      this.dispatchEvent(new Event("gattserverdisconnected"));
    }
  }

  const bluetooth = {
    getAvailability: () => Promise.resolve(meter !== null && meter.refuses !== "off"),
    getDevices: () => Promise.resolve(meter?.known ? [meter.device] : []),
    requestDevice: ({ filters }) => {
      log.push(`choose ${filters[0].services[0].toString(16)}`);
      return meter.refuses === "choose" ? no("NotFoundError") : Promise.resolve(meter.device);
    },
  };

  globalThis.heimeMeter = (made) => {
    meter = { ...made };
    meter.device = new Device();
    log.length = 0;
    return meter;
  };
  globalThis.heimeMeter.log = log;
  Object.defineProperty(navigator, "bluetooth", { value: bluetooth, configurable: true });
})();
