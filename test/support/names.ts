import { randomBytes } from 'node:crypto';

/** Tells this run's things from another's on the same engine: the second it began, so that what a killed run left is known by its age. */
export const runName = (): string => {
  process.env.SLIPWAY_TEST_RUN ??= `t-${Math.floor(Date.now() / 1000).toString(36)}${randomBytes(1).toString('hex')}`;
  return process.env.SLIPWAY_TEST_RUN;
};

/** A name for a service, or anything else on the engine, that is this run's and nobody else's. */
export const freshName = (): string => `${runName()}-${randomBytes(3).toString('hex')}`;

/** A reference for an image of this run's; its tag is free to choose. */
export const freshImage = (tag = '1.0.0'): string => `slipway-test/${freshName()}:${tag}`;

/** The run that a name belongs to, and the unix second in which it began; null for what is no test's. */
export function runOf(name: string): { readonly run: string; readonly began: number } | null {
  const run = /(?:^|[-/])(t-[0-9a-z]{6,7}[0-9a-f]{2})-[0-9a-f]{6}(?![0-9a-f])/.exec(name)?.[1];
  return run ? { run, began: Number.parseInt(run.slice(2, -2), 36) } : null;
}
