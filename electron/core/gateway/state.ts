import type { TarEntry } from '../docker/types.ts';
import { accessFolder, callersIn } from './access.ts';
import { emptyInput, renderConfig, servingOf } from './config.ts';
import { switchScript } from './script.ts';
import type { GatewayInput, GatewayState } from './types.ts';

/**
 * What a volume is to hold before its gateway starts, relative to `mountPoint`: epoch 0, a configuration that answers 503
 * and the script that changes them; all must belong to `user`. Of what the volume has already (`kept`, as
 * `Engine.getFiles` brings it) only the script is written anew.
 */
export function initialState(service: string, kept: ReadonlyMap<string, Buffer> | null): TarEntry[] {
  const script: TarEntry = { path: 'state/switch.sh', content: switchScript(), mode: 0o755 };
  if (kept?.has('state/haproxy.cfg')) return [script];
  const folder = (path: string): TarEntry => ({ path, content: Buffer.alloc(0), mode: 0o755, directory: true });
  const file = (path: string, text: string): TarEntry => ({ path, content: Buffer.from(text) });
  const nothing = renderConfig({ ...emptyInput(service, noFront, ''), epoch: 0, drain: 0 });
  return [
    folder('state'),
    folder('state/releases'),
    file('state/haproxy.cfg', nothing),
    file('state/epoch', '0\n'),
    file('state/servers.state', '1\n'),
    script,
  ];
}

const noFront: GatewayInput['front'] = {
  callers: 'machine',
  networks: [],
  keys: [],
  limit: { timeout: 60_000 },
  concurrency: null,
  queue: null,
};

export const keptName = {
  release: (number: number) => `releases/r${number}.json`,
  deployments: 'deployments.jsonl',
} as const;

/** Reads what `Engine.getFiles` brought of the state folder, by paths that begin with "state/". */
export function stateOf(files: ReadonlyMap<string, Buffer>): GatewayState {
  const text = (name: string) => files.get(`state/${name}`)?.toString('utf8') ?? '';
  const config = text('haproxy.cfg');
  const serving = servingOf(config);
  const folder = `state/${accessFolder}/`;
  const { keys } = serving?.access ?? { keys: null };
  const releases = new Map<number, unknown>();
  for (const path of files.keys()) {
    const [, number] = /^state\/releases\/r([1-9]\d*)\.json$/.exec(path) ?? [];
    if (number) releases.set(Number(number), json(text(keptName.release(Number(number)))));
  }
  return {
    epoch: Number.parseInt(text('epoch'), 10) || 0,
    config,
    serving,
    releases,
    deployments: text(keptName.deployments)
      .split('\n')
      .map(json)
      .filter((line) => line !== null),
    script: text('switch.sh'),
    callers: keys === null ? [] : callersIn(text(`${accessFolder}/${keys}`)),
    accessFiles: [...files.keys()].filter((path) => path.startsWith(folder)).map((path) => path.slice(folder.length)),
  };
}

/** Null for what is not JSON: a line that a full disk cut is left out, not the whole history with it. */
function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
