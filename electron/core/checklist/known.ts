import { stopIds } from '#contract/problem';
import type { KnownChecks } from '../deployment/acceptance.ts';
import { allChecks } from './all.ts';

/** The ids of all checks, for who accepts what they find. */
export const knownChecks: KnownChecks & { readonly stops: readonly string[] } = {
  ids: allChecks.map(({ id }) => id),
  stops: stopIds,
  onlyStop: (id) => {
    const check = allChecks.find((it) => it.id === id);
    return check?.stop === undefined || check.partly ? null : check.stop;
  },
};
