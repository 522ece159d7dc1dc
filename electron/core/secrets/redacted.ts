import { inspect } from 'node:util';

const shown = '[redacted]';

/** A secret value. However it is printed, joined or serialised it is "[redacted]"; only `reveal` gives it out. */
export class Redacted {
  readonly #value: Buffer;

  constructor(value: Uint8Array) {
    this.#value = Buffer.from(value);
  }

  /** For the one place that hands the value on: a sealed row, a file of a volume, a container's environment. */
  reveal(): Buffer {
    return Buffer.from(this.#value);
  }

  toString(): string {
    return shown;
  }

  toJSON(): string {
    return shown;
  }

  [Symbol.toPrimitive](): string {
    return shown;
  }

  [inspect.custom](): string {
    return shown;
  }
}
