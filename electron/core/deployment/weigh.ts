import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { Problem } from '#contract/problem';
import { label, labelsOf, names } from '../docker/labels.ts';
import type { CreateOptions, Engine } from '../docker/types.ts';
import { resourcesFolder } from '../resources.ts';
import { type WeightsPlace, weightsText } from '../service/weights.ts';

/** What was found at a place: the hash, and a stamp that changes when any file's size, change time, inode or name does. */
export type Weighed = WeightsPlace & { readonly sha256: string; readonly stamp: string };

/** `image` is the gateway's: it has a shell and sha256sum, and is on the host. */
export type Scales = {
  readonly engine: Engine;
  readonly service: string;
  readonly image: string;
  readonly deployment: string;
  /** Told how far the reading has come. */
  readonly say?: (text: string) => void;
};

/** The script tells every 2 s how far it is; a disk that brings no byte for this long does not read any more. */
const stalledAfter = 120_000;
const mount = '/slipway-weights';

/**
 * Hashes what is at a place of a volume, in a throw-away container that sees nothing else. Problem STOPPED
 * `not-resolvable` when there is nothing that a hash could be made of, or the disk brings nothing of it for two minutes.
 */
export async function weigh(scales: Scales, place: WeightsPlace, signal: AbortSignal): Promise<Weighed> {
  const { stamp, sha256 } = await asked('hash', scales, place, signal);
  if (stamp && sha256) return { volume: place.volume, path: place.path, stamp, sha256 };
  throw silent(place);
}

/** The stamp alone, which takes no longer for a hundred gigabytes than for one. */
export async function stampOf(scales: Scales, place: WeightsPlace, signal: AbortSignal): Promise<string> {
  const { stamp } = await asked('stamp', scales, place, signal);
  if (stamp) return stamp;
  throw silent(place);
}

type Answer = { readonly stamp: string | null; readonly sha256: string | null };

async function asked(
  wanted: 'hash' | 'stamp',
  scales: Scales,
  place: WeightsPlace,
  signal: AbortSignal,
): Promise<Answer> {
  const { engine } = scales;
  const volumes = await engine.listVolumes([], signal);
  // To mount a volume that is not there would make it.
  if (!volumes.some(({ name }) => name === place.volume))
    throw refused(`There is no volume ${place.volume} on the host`, place);
  const id = await create(engine, options(wanted, scales, place), signal);
  try {
    const stream = await engine.attach(id, signal);
    try {
      await engine.startContainer(id, signal);
      return await read(stream, place, scales.say, signal);
    } finally {
      stream.destroy();
    }
  } finally {
    await engine.removeContainer(id);
  }
}

/** The lock is ours, so a container of this name is what a killed console left. */
async function create(engine: Engine, wanted: CreateOptions & { name: string }, signal: AbortSignal): Promise<string> {
  const left = await engine.inspectContainer(wanted.name, signal);
  if (left?.Config.Labels[label.role] === 'probe') await engine.removeContainer(left.Id, signal);
  // Without the signal: a create that is cut off may still be carried out, and would leave what we do not know.
  return engine.createContainer(wanted);
}

function options(wanted: string, { service, image, deployment }: Scales, { volume, path }: WeightsPlace) {
  return {
    name: names.weigher(service),
    Image: image,
    Entrypoint: ['sh', '-c', script(), 'weigh', mount, path, wanted],
    Cmd: [],
    // Weights may be readable by the user of the model alone.
    User: '0:0',
    OpenStdin: true,
    StdinOnce: true,
    AttachStdin: true,
    AttachStdout: true,
    Labels: labelsOf(service, 'probe', { [label.deployment]: deployment }),
    HostConfig: {
      AutoRemove: true,
      NetworkMode: 'none',
      LogConfig: { Type: 'none', Config: {} },
      ReadonlyRootfs: true,
      Tmpfs: { '/tmp': '' },
      CapDrop: ['ALL'],
      CapAdd: ['DAC_OVERRIDE'],
      SecurityOpt: ['no-new-privileges'],
      Mounts: [{ Type: 'volume' as const, Source: volume, Target: mount, ReadOnly: true, VolumeOptions: noCopy }],
    },
  };
}

/** Else an engine fills an empty volume with what the image has at the mount. The driver's types want all fields. */
const noCopy = { NoCopy: true, Labels: {}, DriverConfig: { Name: '', Options: {} } };

const script = (): string => readFileSync(join(resourcesFolder(), 'weights', 'weigh.sh'), 'utf8');

/** Reads what the script tells until it ends. */
async function read(stream: Duplex, place: WeightsPlace, say: Scales['say'], signal: AbortSignal): Promise<Answer> {
  const stalled = new AbortController();
  const ending = AbortSignal.any([signal, stalled.signal]);
  const stop = () => stream.destroy(ending.reason as Error);
  ending.addEventListener('abort', stop, { once: true });
  const stall = () => stalled.abort(standsStill(place));
  let timer = setTimeout(stall, stalledAfter);
  const found = { stamp: null as string | null, sha256: null as string | null };
  const progress = progressOf(place);
  try {
    let rest = '';
    for await (const chunk of stream) {
      const lines = `${rest}${chunk}`.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const [word = '', value = ''] = line.split(' ', 2);
        if (word === 'bad') throw reasonFor(value, line.slice(`bad ${value} `.length), place);
        if (word === 'stamp') found.stamp = value;
        if (word === 'hash') found.sha256 = value;
        const told = progress(word, Number(value));
        if (!told) continue;
        clearTimeout(timer);
        timer = setTimeout(stall, stalledAfter);
        if (typeof told === 'string') say?.(told);
      }
    }
    return found;
  } catch (error) {
    ending.throwIfAborted();
    throw error;
  } finally {
    clearTimeout(timer);
    ending.removeEventListener('abort', stop);
  }
}

/** True for a line that shows that it goes on, text where that is worth saying. */
function progressOf(place: WeightsPlace): (word: string, value: number) => string | boolean {
  let size = 0;
  let read = 0;
  let before = 0;
  return (word, value) => {
    if (word === 'size') size = value;
    if (word !== 'at') return true;
    // Many files are read by one process after another, each counting from nothing.
    if (value < before) read += before;
    const moved = value !== before;
    before = value;
    const text = `Reading the weights in ${weightsText(place)}: ${gib(Math.min(read + value, size))} of ${gib(size)} GiB`;
    return moved && text;
  };
}

const gib = (bytes: number): string => (bytes / 1024 ** 3).toFixed(1);

function reasonFor(kind: string, detail: string, place: WeightsPlace): Problem {
  const at = `The weights in ${weightsText(place)}`;
  switch (kind) {
    case 'missing':
      return refused(`There is no ${JSON.stringify(place.path)} in the volume ${place.volume}`, place);
    case 'outside':
      return refused(`${at} are a link that leads out of the volume`, place);
    case 'empty':
      return refused(`${at} are an empty folder`, place);
    case 'name':
      return refused(`${at} cannot be listed: a name has a line break or a backslash in it: ${detail}`, place);
    case 'folder-link':
      return refused(`${at} hold a link to a folder, which is not followed: ${detail}`, place);
    case 'dead-link':
      return refused(`${at} hold a link that leads nowhere: ${detail}`, place);
    case 'outside-link':
      return refused(`${at} hold a link that leads out of the volume: ${detail}`, place);
    case 'changing':
      return refused(`${at} were written to while they were read`, place);
    default:
      return refused(`${at} cannot be read: ${detail}`, place);
  }
}

const refused = (message: string, { volume }: WeightsPlace): Problem =>
  new Problem('STOPPED', message, {
    stop: 'not-resolvable',
    hint: `Put the weights into the volume ${volume} on that host, and write where they are in model.weights.`,
  });

const silent = (place: WeightsPlace): Problem =>
  new Problem('ENGINE_REFUSED', `The weights in ${weightsText(place)} were not read to the end`, {
    hint: 'The container that read them was ended from outside, or the connection to the host was. Run the command again.',
  });

/** Not TIMED_OUT: that is for calls of which it is unknown what they did, and reading does nothing. */
const standsStill = (place: WeightsPlace): Problem =>
  new Problem('STOPPED', `The disk of the host brought nothing of ${weightsText(place)} for ${stalledAfter / 1000} s`, {
    stop: 'not-resolvable',
    hint: 'Look at the disk under the volume, then run the command again. Nothing was changed.',
  });
