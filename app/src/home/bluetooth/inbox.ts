// What a meter sends, in order, for somebody who waits for one thing at a time.

export interface Heard {
  characteristic: number;
  content: Uint8Array;
  at: number; // milliseconds, by the phone
}

/** The meter went away, the person stopped it, or nothing came in time. */
export type End = "lost" | "stopped" | "too-long";

export class Inbox {
  #heard: (Heard | End)[] = [];
  #waiting: ((heard: Heard | End) => void) | null = null;

  put(heard: Heard | End): void {
    if (this.#waiting) this.#waiting(heard);
    else this.#heard.push(heard);
  }

  /** The next thing, waited for until a moment of the clock that never goes back. */
  next(until: number): Promise<Heard | End> {
    const first = this.#heard.shift();
    if (first !== undefined) return Promise.resolve(first);
    return new Promise((resolve) => {
      const done = (heard: Heard | End) => {
        clearTimeout(timer);
        this.#waiting = null;
        resolve(heard);
      };
      const timer = setTimeout(() => done("too-long"), Math.max(0, until - performance.now()));
      this.#waiting = done;
    });
  }
}
