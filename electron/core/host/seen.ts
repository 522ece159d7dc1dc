import { hostname } from 'node:os';
import { label } from '../docker/labels.ts';
import type { ContainerSummary, Engine, EngineInfo } from '../docker/types.ts';

/** What is asked of a host's own system, of which its engine tells nothing. */
export type Asked = {
  readonly engine: Pick<Engine, 'url' | 'listContainers' | 'exec'>;
  readonly info: Pick<EngineInfo, 'name' | 'root'>;
};

/** Whether an engine runs on this very machine, as far as it can be known. */
export const isHere = ({ engine, info }: Asked): boolean => engine.url.startsWith('unix:') && info.name === hostname();

/**
 * What a command writes in a container of ours that runs on the host: its kernel and its disk are the host's. Null where there
 * is no such container, or it does not work; nothing is started for it.
 */
export async function saidThere(
  { engine }: Asked,
  command: readonly string[],
  signal: AbortSignal,
): Promise<string | null> {
  const ours = (await engine.listContainers([label.role], signal)).find(sees);
  if (!ours) return null;
  const { code, stdout } = await engine.exec(ours.id, command, { signal });
  return code === 0 ? stdout : null;
}

/** Gateways and locks are made of an image that has the tools. */
const sees = ({ state, labels }: ContainerSummary): boolean =>
  state === 'running' && ['gateway', 'lock'].includes(labels[label.role] ?? '');
