import { label, type Role } from '../docker/labels.ts';
import type { Engine } from '../docker/types.ts';
import type { Lock } from './lock.ts';

const probe: Role = 'probe';

/** Throw-away containers that a killed console left: who holds the service's lock is the only one who makes them. */
export async function sweepProbes(
  engine: Pick<Engine, 'listContainers' | 'removeContainer'>,
  service: string,
  lock: Pick<Lock, 'check'>,
  signal: AbortSignal,
): Promise<void> {
  const left = await engine.listContainers([`${label.service}=${service}`, `${label.role}=${probe}`], signal);
  for (const { id } of left) {
    lock.check();
    await engine.removeContainer(id, signal);
  }
}
