import * as z from 'zod';
import { absentGpus, gpuWay, singleGpus } from '../docker/gpus.ts';
import { advise, type Check, fail, idle, pass, recreate, warn } from './check.ts';
import { Unknown } from './look.ts';

const gib = 1024 ** 3;
export const inBytes = (bytes: number): string =>
  bytes % gib === 0 ? `${bytes / gib} GiB` : `${Math.round((bytes / 1024 ** 2) * 10) / 10} MiB`;

const fits: Check = {
  id: 'SCA-04',
  name: 'Fits the host',
  area: 'scalability',
  severity: 'warning',
  since: 'trial',
  stop: 'does-not-fit',
  partly: true,
  needs: ['container', 'host', 'file'],
  fields: ['scale.cpus', 'scale.memory', 'scale.replicas'],
  lasts: 1,
  source: "Docker's documentation on memory; PRODUCT.md, stops",
  judge: (look) => {
    const host = look.at('host', 'MemTotal', z.number().positive());
    const cores = look.at('host', 'NCPU', z.number().positive());
    const one = look.at('container', 'HostConfig.Memory', z.number());
    const cpu = look.at('container', 'HostConfig.NanoCpus', z.number()) / 1e9;
    const count = look.subject.kind === 'container' ? 1 : (look.of('file').scale.replicas ?? 1);
    if (one <= 0 && cpu <= 0) throw new Unknown('No limit says how much it takes: set scale.memory and scale.cpus.');
    const most = look.limits.hostMemory;
    const measured = {
      value: `${count} × ${one > 0 ? inBytes(one) : 'any memory'}, ${cpu > 0 ? `${cpu} CPUs` : 'any CPU'} of ${inBytes(host)}, ${cores} CPUs`,
      wanted: `${Math.round(most * 100)} % of the host's memory at most`,
    };
    const less = advise('Lower scale.memory, scale.cpus or scale.replicas, or choose a larger host.', 5);
    if (one * count > host || cpu > cores)
      return fail(['It does not fit the host', 'What is asked for is more than there is.'], measured, less);
    return one * count > host * most
      ? warn(
          ['It fills the host', 'Nothing is left for the engine, the gateway and a release beside it.'],
          measured,
          less,
        )
      : pass(['It fits the host', 'What its replicas may take is there.'], measured);
  },
};

const gpu: Check = {
  id: 'SCA-17',
  name: 'GPU granted',
  area: 'scalability',
  severity: 'blocker',
  since: 'trial',
  stop: 'gpu-absent',
  partly: true,
  needs: ['container', 'host'],
  fields: ['model.gpus', 'model.sharedGpu'],
  lasts: 1,
  source: "Docker's documentation on --gpus; PRODUCT.md, stops",
  judge: (look) => {
    const asked = look.at(
      'container',
      'HostConfig.DeviceRequests',
      z.array(z.object({ Count: z.number().nullish(), DeviceIDs: z.array(z.string()).nullish() })).nullish(),
    );
    if (!asked?.length) return idle('It asks for no GPU', 'Nothing has to be granted.', 'none');
    const runtimes = Object.keys(look.at('host', 'Runtimes', z.record(z.string(), z.unknown())));
    const folders = look.at('host', 'CDISpecDirs', z.array(z.string()).nullish());
    const devices = look.at('host', 'DiscoveredDevices', z.array(z.object({ ID: z.string() })).nullish());
    const named = asked.every(({ DeviceIDs }) => DeviceIDs?.length);
    const ids = asked.flatMap(({ DeviceIDs }) => DeviceIDs ?? []);
    const host = { runtimes, cdi: (folders ?? []).length > 0, devices: devices?.map(({ ID }) => ID) ?? null };
    const way = gpuWay(host);
    if (way.by === 'cdi' && way.ids === null && !runtimes.includes('nvidia'))
      throw new Unknown('The engine gives devices by CDI and does not tell which: nvidia-ctk cdi list, on that host.');
    const absent = absentGpus(ids, way);
    const listed = way.by === 'cdi' && way.ids ? `; GPUs by CDI ${singleGpus(way.ids).join(', ')}` : '';
    const measured = {
      value: `${asked.flatMap(({ DeviceIDs, Count }) => DeviceIDs ?? [`any ${Count}`]).join(', ')}; runtimes ${runtimes.join(', ')}${listed}`,
      wanted: 'the NVIDIA runtime or CDI, and devices by their ids',
    };
    if (way.by === 'none' || absent.length > 0)
      return fail(
        [
          way.by === 'none'
            ? 'A GPU is asked for and the host has none to give'
            : `The host has no GPU ${absent.join(', ')}`,
          'The container would not start, or serve on its processors.',
        ],
        measured,
        advise(
          way.by === 'none'
            ? 'Install the NVIDIA container toolkit on that host, choose another, or set model.gpus to none.'
            : 'Name devices in model.gpus that the host has, or choose another host.',
          20,
        ),
      );
    return named
      ? pass(['Its GPUs are named', 'It is sure which ones it gets.'], measured)
      : warn(
          ['It takes any GPU', 'Another container may have the same one.'],
          measured,
          recreate('Name the device ids in model.gpus.', 5),
        );
  },
};

/** Docker's names of what `uname -m` says on a host. */
const architectures: Readonly<Record<string, string>> = {
  x86_64: 'amd64',
  aarch64: 'arm64',
  armv7l: 'arm',
  i386: '386',
  i686: '386',
};

const native: Check = {
  id: 'SCA-22',
  name: 'Architecture',
  area: 'scalability',
  severity: 'blocker',
  since: 'trial',
  stop: 'wrong-architecture',
  needs: ['image', 'host'],
  fields: ['model.image', 'host'],
  lasts: 30,
  source: 'PRODUCT.md, stops',
  judge: (look) => {
    const made = look.at('image', 'Architecture', z.string().min(1));
    const said = look.at('host', 'Architecture', z.string().min(1));
    const there = architectures[said] ?? said;
    const measured = { value: made, wanted: there };
    return made === there
      ? pass(["It is made for the host's processors", 'Nothing is translated.'], measured)
      : fail(
          [`The image is for ${made}, the host is ${there}`, 'It would not start, or be translated and slow.'],
          measured,
          advise(`Build or pull the image for ${there}, or choose another host.`, 15),
        );
  },
};

export const onHost: readonly Check[] = [fits, native, gpu];
