import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '#contract/problem';
import { label, labelsOf, names } from '../docker/labels.ts';
import type { CreateOptions, Engine } from '../docker/types.ts';
import { resourcesFolder } from '../resources.ts';
import { type WeightsPlace, weightsText } from '../service/weights.ts';
import { type Answer, readAnswer, refused } from './weigh-answer.ts';

/** What was found at a place: the hash, and a stamp that changes when any file's size, change time, inode or name does. */
export type Weighed = WeightsPlace & { readonly sha256: string; readonly stamp: string };

/** `image` is the gateway's: it has a shell and sha256sum, and is on the host. */
export type Scales = {
  readonly engine: Engine;
  readonly service: string;
  readonly image: string;
  readonly deployment: string;
  /** Of the container, where no lock keeps another from the usual one. */
  readonly name?: string;
  /** Told how far the reading has come. */
  readonly say?: (text: string) => void;
};

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
      return await readAnswer(stream, place, scales.say, signal);
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

function options(wanted: string, { service, image, deployment, name }: Scales, { volume, path }: WeightsPlace) {
  return {
    name: name ?? names.weigher(service),
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

const silent = (place: WeightsPlace): Problem =>
  new Problem('ENGINE_REFUSED', `The weights in ${weightsText(place)} were not read to the end`, {
    hint: 'The container that read them was ended from outside, or the connection to the host was. Run the command again.',
  });
