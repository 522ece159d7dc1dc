import type { Version } from './app.ts';
import type { Aim } from './load.ts';

/** One way of replacing two replicas. Those with the same `service` replace the same one, in turn. */
export type Contender = {
  readonly name: string;
  readonly service: string;
  /** How its clients reach it, which differs where the way itself does not say. */
  readonly reached: string;
  readonly aim: Aim;
  /** Returns when the command or the act does. */
  replace(to: Version): Promise<void>;
};

/** A contender that could not take part, and why. */
export type Absent = { readonly name: string; readonly why: string };
