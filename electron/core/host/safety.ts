import { type Host, type SafeMode, type Safety, safeModes, safety } from '#contract/host';
import type { Settings } from '../store/settings.ts';

/** How each host is guarded, kept in the settings of the data folder; the local one too, which no table of hosts has. */
export type Guards = {
  of(name: string): Safety;
  set(name: string, safety: Safety): void;
  forget(name: string): void;
};

const unguarded: Safety = { mode: 'silent', production: false };
/** For what an older Slipway cannot read: a newer one meant to guard it somehow. */
const strictest: Safety = { mode: 'read-only', production: true };

const key = (name: string): string => `host.${name}.safety`;

export function safetyIn(settings: Settings): Guards {
  return {
    of: (name) => readSafety(settings.get(key(name))),
    set: (name, wanted) => settings.set(key(name), JSON.stringify(wanted)),
    forget: (name) => settings.remove(key(name)),
  };
}

/** Pure: what was kept; nothing kept is no guard. */
export function readSafety(kept: string | null): Safety {
  if (kept === null) return unguarded;
  try {
    return safety.catch(strictest).parse(JSON.parse(kept));
  } catch {
    return strictest;
  }
}

/** Pure: whether one mode asks less than the other. */
export const isLess = (mode: SafeMode, than: SafeMode): boolean => safeModes.indexOf(mode) < safeModes.indexOf(than);

/**
 * Pure: a guard belongs to a host's name, so whoever takes another name of the same engine goes past it: that is said of the
 * one that is guarded less. Not enforced, since machines that were copied from one another name themselves alike.
 */
export const tellingTwins = (hosts: readonly Host[]): Host[] =>
  hosts.map((host) => {
    const stricter = hosts.filter(
      (one) => one.name !== host.name && one.engine && one.engine.id === host.engine?.id && isLess(host.mode, one.mode),
    );
    if (stricter.length === 0) return host;
    const told = stricter.map(({ name, mode }) => `the same engine as ${name}, which is guarded more (${mode})`);
    return { ...host, warnings: [...(host.warnings ?? []), ...told] };
  });
