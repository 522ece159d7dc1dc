import type { Diagnosis } from '#contract/doctor';
import { Problem } from '#contract/problem';
import type { Backup } from '../store/backups.ts';
import type { Health } from '../store/health.ts';
import type { Store } from '../store/store.ts';
import { verifyHistory } from './verify.ts';

type Finding = Diagnosis['problems'][number];
const where = 'record';
/** A backup is made daily by whatever is done first; twice that, and something keeps it from being made. */
const oldBackup = 2 * 86_400_000;

/** What is wrong with the record and its backups; what keeps it from being read is a finding too. */
export async function recordFindings(
  store: Pick<Store, 'deployments' | 'copies' | 'file' | 'trouble' | 'lost' | 'requireLegible' | 'health'>,
  now: number = Date.now(),
): Promise<Finding[]> {
  // What is open is whole, and will be gone with this process: of its backups nothing else is to be said.
  const lost = store.lost();
  if (lost) return [blocker(lost)];
  if (store.trouble) return [blocker(store.trouble), ...readable(() => altered(store))];
  return readable(() => {
    store.requireLegible();
    const health = store.health();
    const kept = backups(health, now);
    const restorable = health.damage !== null || kept.some(({ hint }) => hint === restoring);
    return [...altered(store, restorable), ...damaged(health, store.file), ...kept, ...restored(health)];
  });
}

function readable(find: () => Finding[]): Finding[] {
  try {
    return find();
  } catch (error) {
    if (error instanceof Problem) return [blocker(error)];
    throw error;
  }
}

const blocker = ({ message, hint }: Problem): Finding => ({ severity: 'blocker', where, what: message, hint });

function altered(store: Pick<Store, 'deployments' | 'copies' | 'file'>, restorable = false): Finding[] {
  const { broken } = verifyHistory(store);
  const [first] = broken;
  if (!first) return [];
  const what =
    broken.length === 1
      ? `1 record is not as it was written: ${first.why}`
      : `${broken.length} records are not as they were written; the first: ${first.why}`;
  const lists = `"slipway history verify" lists ${broken.length === 1 ? 'it' : 'them'}.`;
  const hint = restorable
    ? `${lists} ${restoring}`
    : `${lists} Keep a copy of ${store.file} before anything else is done.`;
  return [{ severity: 'blocker', where, what, hint }];
}

function damaged({ damage }: Health, file: string): Finding[] {
  if (damage === null) return [];
  const hint = `Keep a copy of ${file}, then run "slipway doctor --restore".`;
  return [{ severity: 'blocker', where, what: `its database is damaged: ${damage}`, hint }];
}

function backups({ finished, newest, others, restored }: Health, now: number): Finding[] {
  if (newest && newest.finished > finished) return [behind(newest, `it ends with record ${finished}`)];
  const [lost] = others;
  const found: Finding[] = lost && !restored ? [behind(lost, 'it was begun anew')] : [];
  if (finished === 0 || (newest && now - Date.parse(newest.at) < oldBackup)) return found;
  const what = newest ? `its newest backup is of ${newest.at}` : 'it has no backup';
  const hint = 'One is made at the next command that writes: look whether there is room and the folder can be written.';
  return [...found, { severity: 'warning', where, what, hint }];
}

const restoring = '"slipway doctor --restore" sets the present one aside and puts the backup back.';

const behind = ({ at, finished }: Backup, instead: string): Finding => ({
  severity: 'warning',
  where,
  what: `the backup of ${at} has ${finished} finished deployments, but ${instead}: its file was lost or exchanged`,
  hint: restoring,
});

function restored({ restored }: Health): Finding[] {
  if (!restored) return [];
  const { at, backup, aside } = restored;
  const from = backup ? `put back from ${backup}` : 'begun anew';
  const what = `it was ${from} on ${at}; what was recorded between is not in it`;
  const kept = aside ? ` What was there before is kept in ${aside}.` : '';
  return [{ severity: 'advice', where, what, hint: `The hosts keep a line of each deployment.${kept}` }];
}
