import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { label } from '#core/docker/labels';
import type { ContainerSummary } from '#core/docker/types';
import { type Phase, phases } from '#support/calls';
import { makeImages } from '#support/engines';
import { until } from '#support/until';
import type { Verdict } from '#support/wire';
import type { Fault } from './faults.ts';
import type { World } from './world.ts';

const pass: Verdict = { fate: 'pass' };
const nothing = async (): Promise<void> => {};

/** Without live-restore an engine's containers go and come with it. */
export const gone = (name: string, word: 'kill' | 'stop'): Fault => ({
  name: `engine ${name} and started again`,
  phases,
  outage: true,
  async strike({ world }) {
    world.own.tell(word);
    // One that stops in order still answers while its containers end.
    await until('the engine is gone', async () => !(await isThere(world)));
    world.own.tell('start');
    return pass;
  },
  async lift({ world }) {
    await answers(world);
    await until('its containers are back', async () => {
      const ours = await world.engine.listContainers([label.service]);
      const lasting = ours.filter((it) => it.labels[label.role] === 'gateway');
      return lasting.every(({ state }) => state === 'running');
    });
  },
});

/** Its containers go on; only it does not answer. */
export const frozen = (seconds: number): Fault => ({
  name: `engine frozen for ${seconds} s`,
  phases,
  outage: false,
  async strike({ world }) {
    world.own.tell('freeze');
    setTimeout(() => world.own.tell('thaw'), seconds * 1000);
    return pass;
  },
  async lift({ world }) {
    world.own.tell('thaw');
    await answers(world);
  },
});

const answers = (world: World): Promise<void> => until('the engine answers again', () => isThere(world));

const isThere = ({ engine }: World): Promise<boolean> =>
  engine.info().then(
    () => true,
    () => false,
  );

type Removed = { readonly name: string; readonly at: readonly Phase[]; readonly outage: boolean };
type Which = (role: string, newest: boolean) => boolean;

/** Somebody removes one container of ours by hand. */
const removed = ({ name, at, outage }: Removed, which: Which): Fault => ({
  name: `${name} is removed by hand`,
  phases: at,
  outage,
  async strike({ world: { engine }, service }) {
    const all = await engine.listContainers([`${label.service}=${service}`]);
    const releaseOf = (it: ContainerSummary) => Number(it.labels[label.release] ?? 0);
    const newest = Math.max(...all.map(releaseOf));
    const one = all.find((it) => which(it.labels[label.role] ?? '', releaseOf(it) === newest));
    if (one) await engine.removeContainer(one.id);
    return pass;
  },
  lift: nothing,
});

export const newReplicaRemoved = removed(
  { name: 'a new replica', at: ['start', 'keep', 'switch', 'stop'], outage: true },
  (role, newest) => role === 'replica' && newest,
);
/** Where what comes in its place is refused, the one that was taken away is missing until somebody deploys. */
export const oldReplicaRemoved: Fault = {
  ...removed(
    { name: 'an old replica', at: ['create', 'start', 'keep', 'switch'], outage: true },
    (role, newest) => role === 'replica' && !newest,
  ),
  mendedByDeploying: true,
};
export const gatewayRemoved: Fault = {
  ...removed({ name: 'the gateway', at: phases, outage: true }, (role) => role === 'gateway'),
  mendedByDeploying: true,
};
export const lockRemoved = removed({ name: 'the lock', at: phases, outage: false }, (role) => role === 'lock');

/** A container of somebody else's under the name that is about to be created. */
export const nameTaken: Fault = {
  name: "a container of that name is somebody else's",
  phases: ['create'],
  outage: false,
  async strike({ world: { engine }, ada, service }) {
    const name = ada.wire.changes.at(-1)?.split(' ')[1] ?? `slipway-${service}-r1-1`;
    const options = { name, Image: await anImage(engine), Entrypoint: ['true'], Cmd: [], Labels: { stand: 'in' } };
    await engine.createContainer(options);
    return pass;
  },
  async lift({ world: { engine } }) {
    for (const { id } of await engine.listContainers(['stand=in'])) await engine.removeContainer(id);
  },
};

async function anImage(engine: World['engine']): Promise<string> {
  const [image] = await engine.listImages({ label: `${label.gatewayImage}=true` });
  return image?.id ?? '';
}

/** Somebody's programs listen on every port that a new gateway could take. */
export const portsTaken: Fault = {
  name: 'the ports are taken',
  phases: ['prepare'],
  outage: false,
  async strike({ world }) {
    const { own, held } = world;
    const child = own.inside(process.execPath, ['-e', holding]);
    held.add(child);
    await new Promise((resolve) => child.stdout.once('data', resolve));
    return pass;
  },
  async lift({ world: { held } }) {
    for (const child of held) child.kill('SIGKILL');
    held.clear();
  },
};
const holding = `const { createServer } = require('node:net');
let left = 60;
for (let port = 9000; port < 9060; port++) {
  const over = () => --left === 0 && console.log('held');
  createServer().once('error', over).listen(port, '127.0.0.1', over);
}`;

/** Their tags go; what a pin of ours holds stays. */
export const imagesGone: Fault = {
  name: 'the images vanish',
  phases: ['lock', 'prepare', 'create'],
  outage: false,
  async strike({ world: { engine } }) {
    const all = await engine.listImages({ reference: 'slipway-sample/digits:*' });
    const tags = all.flatMap((image) => image.tags).filter((tag) => tag.startsWith('slipway-sample/'));
    for (const tag of tags) await engine.untagImage(tag);
    return pass;
  },
  lift: ({ world }) => makeImages(world.own.url),
};

/** Only on an engine with a disk of its own. */
export const diskFull: Fault = {
  name: 'disk full',
  phases,
  outage: false,
  async strike({ world }) {
    if (world.disk) fill(world.own.data);
    return pass;
  },
  lift: async ({ world }) => rmSync(join(world.own.data, 'filler'), { force: true }),
};

/** To the last block, a megabyte at a time at first. */
function fill(folder: string): void {
  const { bavail, bsize } = statfsSync(folder);
  for (const size of [2 ** 20, 2 ** 12])
    for (let left = bavail * bsize; left >= size; left -= size) if (!added(join(folder, 'filler'), size)) break;
}

function added(file: string, size: number): boolean {
  try {
    writeFileSync(file, Buffer.alloc(size), { flag: 'a' });
    return true;
  } catch {
    return false;
  }
}
