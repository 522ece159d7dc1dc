import type { FieldEdit } from '#contract/checklist';
import type { Hardening } from '#contract/harden';
import type { Run } from '../service/parts.ts';
import { sizeText } from '../service/written.ts';

/** What one container is tried with. `memory` in bytes; `closed` without a way out of its network. */
export type Setting = {
  readonly user: string | null;
  readonly readOnly: boolean;
  readonly tmpfs: readonly string[];
  readonly capDrop: readonly string[];
  readonly capAdd: readonly string[];
  readonly memory: number | null;
  readonly closed: boolean;
};

/** As the file has it. */
export const settingOf = ({ security, memory }: Run): Setting => ({
  user: security.user ?? null,
  readOnly: security.readOnly,
  tmpfs: security.tmpfs,
  capDrop: security.capDrop,
  capAdd: security.capAdd,
  memory,
  closed: false,
});

/** The run part with a setting in place of its own. */
export function runWith(run: Run, { user, readOnly, tmpfs, capDrop, capAdd, memory }: Setting): Run {
  const { user: _, ...own } = run.security;
  const security = { ...own, ...(user === null ? {} : { user }), readOnly, tmpfs: [...tmpfs] };
  return { ...run, memory, security: { ...security, capDrop: [...capDrop], capAdd: [...capAdd] } };
}

export const securityOf = ({ user, readOnly, tmpfs, capDrop, capAdd }: Setting): Hardening['security'] => ({
  ...(user === null ? {} : { user }),
  readOnly,
  tmpfs: [...tmpfs],
  capDrop: [...capDrop],
  capAdd: [...capAdd],
});

/** The fields of a service file that differ. A network that is closed has none. */
export function editsOf(before: Setting, after: Setting): FieldEdit[] {
  const fields = [
    [['security', 'user'], before.user, after.user],
    [['security', 'readOnly'], before.readOnly, after.readOnly],
    [['security', 'tmpfs'], before.tmpfs, after.tmpfs],
    [['security', 'capDrop'], before.capDrop, after.capDrop],
    [['security', 'capAdd'], before.capAdd, after.capAdd],
    [['scale', 'memory'], sizeOf(before.memory), sizeOf(after.memory)],
  ] as const;
  return fields
    .filter(([, was, is]) => JSON.stringify(was) !== JSON.stringify(is))
    .map(([path, , value]) => ({ path: [...path], value }));
}

const sizeOf = (bytes: number | null) => (bytes === null ? null : sizeText(bytes));
