import { setTimeout as pause } from 'node:timers/promises';
import Docker from 'dockerode';
import { label } from '#core/docker/labels';
import { ask } from '#support/load';

/** One request: `release` that answered, or what the caller saw instead. */
export type Call = {
  readonly began: number;
  readonly ended: number;
  readonly release: string;
  readonly wrong: string | null;
};

/** Callers who ask one request after another until `stop()`; every call is remembered, in the order of its end. */
export function callersOf(address: string, count = 4): { stop(): Promise<readonly Call[]>; readonly calls: Call[] } {
  const calls: Call[] = [];
  let going = true;
  const caller = async (_: unknown, index: number) => {
    await pause(index * 70);
    while (going) {
      const began = performance.now();
      const { release, wrong } = await ask(address);
      calls.push({ began, ended: performance.now(), release, wrong });
      await pause(5);
    }
  };
  const all = Array.from({ length: count }).map(caller);
  return {
    calls,
    async stop() {
      going = false;
      await Promise.all(all);
      return calls;
    },
  };
}

/** Watches which replicas of a service run: `together` are the releases that ever ran at the same moment, `most` how many replicas. */
export async function whoRuns(service: string): Promise<AsyncDisposable & { together(): string[]; most(): number }> {
  const docker = new Docker();
  const running = new Map<string, string>();
  const seen = new Set<string>();
  let most = 0;
  const note = () => {
    seen.add([...new Set(running.values())].sort().join(' and '));
    most = Math.max(most, running.size);
  };
  const filters = { label: [`${label.service}=${service}`, `${label.role}=replica`] };
  const stream = (await docker.getEvents({
    filters: { ...filters, event: ['start', 'die'] },
  })) as NodeJS.ReadableStream & {
    destroy(): void;
  };
  let rest = '';
  stream.on('data', (part: Buffer) => {
    const lines = (rest + part).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines.filter((it) => it.trim() !== '')) {
      const { Action, Actor } = JSON.parse(line) as {
        Action: string;
        Actor: { ID: string; Attributes: Record<string, string> };
      };
      if (Action === 'start') running.set(Actor.ID, `r${Actor.Attributes[label.release]}`);
      else running.delete(Actor.ID);
      note();
    }
  });
  stream.on('error', () => {});
  for (const { Id, Labels } of await docker.listContainers({ filters })) running.set(Id, `r${Labels[label.release]}`);
  note();
  return {
    together: () => [...seen].sort(),
    most: () => most,
    async [Symbol.asyncDispose]() {
      stream.destroy();
    },
  };
}
