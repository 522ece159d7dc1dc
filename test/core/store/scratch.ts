import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { Beginning } from '#core/store/deployments';
import { openStore } from '#core/store/open';
import type { Store, StoreOptions } from '#core/store/store';
import { ulid } from '#core/store/ulid';

/** In memory where there is room: what is asked here is what is written, not how long a disk takes for it. */
const place = hasRoom('/dev/shm') ? '/dev/shm' : tmpdir();

function hasRoom(folder: string): boolean {
  if (!existsSync(folder)) return false;
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize > 2 * 1024 ** 3;
}

/** A database file in a data folder of its own that is not there yet; both go with the test. */
export const scratchFile = (): string => {
  const folder = mkdtempSync(join(place, 'slipway-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'data', 'slipway.db');
};

export const scratchStore = (options: Partial<StoreOptions> = {}): Store => {
  const store = openStore({ file: scratchFile(), ...options });
  onTestFinished(() => store.close());
  return store;
};

export const r = (number: number) => ({ release: `r${number}`, version: `1.${number}.0`, digest: `sha256:${number}` });

export const beginning = (given: Partial<Beginning> = {}): Beginning => ({
  id: ulid(),
  service: 'digits',
  host: 'local',
  engine: 'ENGINE:1 (20.10.24)',
  kind: 'deploy',
  from: null,
  to: r(1),
  operator: 'ada',
  console: '0.1.0',
  note: 'faster, same accuracy',
  file: { service: 'digits', model: { image: 'digits:1.0.0' } },
  plan: [{ do: 'create', target: 'slipway-digits-r1-1' }],
  number: 1,
  ...given,
});

/** A whole deployment from begin to seal; returns its id. */
export const deployed = (store: Store, given: Partial<Beginning> = {}): string => {
  const { id } = store.deployments.begin(beginning(given));
  const step = { n: 1, of: 1, do: 'create', target: 'slipway-digits-r1-1' };
  store.deployments.append(id, { type: 'state', state: 'running' });
  store.deployments.append(id, { type: 'step', step: { ...step, state: 'started', ms: 0 } });
  store.deployments.append(id, { type: 'step', step: { ...step, state: 'done', ms: 12 } });
  store.deployments.finish(id, {
    state: 'succeeded',
    reason: 'it serves',
    servingAt: '2030-01-01T00:00:01.000Z',
    from: given.from ?? r(9),
  });
  return id;
};

/** A record of one deployment whose console was killed: the whole of it is in the log beside it. Returns its file. */
export const crashed = (): string => {
  const file = scratchFile();
  const store = openStore({ file });
  deployed(store);
  const left = join(dirname(dirname(file)), 'left', 'slipway.db');
  mkdirSync(dirname(left));
  for (const end of ['', '-wal', '-shm']) copyFileSync(`${file}${end}`, `${left}${end}`);
  store.close();
  return left;
};

const shipped = fileURLToPath(new URL('../../../resources/migrations/', import.meta.url));

/** A folder with the shipped migrations and one more, as a newer console has it. */
export const withOneMore = (file: string, sql = 'CREATE TABLE later (x TEXT) STRICT;'): string => {
  const folder = join(dirname(dirname(file)), 'migrations');
  cpSync(shipped, folder, { recursive: true });
  const more = '-more.sql';
  const count = readdirSync(folder).filter((name) => !name.endsWith(more)).length;
  writeFileSync(join(folder, `${String(count + 1).padStart(4, '0')}${more}`), sql);
  return folder;
};
