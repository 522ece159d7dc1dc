/** What a connection tells, in this order: once that it is open, what was said, once that it is closed (also unopened). */
export type Heard = {
  opened(): void;
  said(text: string): void;
  /** `refused`: there is a server, and it does not know this page any more. */
  closed(why: 'dropped' | 'refused'): void;
};

/** One connection to the core, whatever it is made of. */
export type Carrier = { say(text: string): void; close(): void };
export type Carrying = (heard: Heard) => Carrier;
