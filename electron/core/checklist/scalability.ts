import * as z from 'zod';
import { advise, type Check, fail, field, idle, live, pass, recreate, typed, warn } from './check.ts';
import type { ReplicaFact } from './facts.ts';
import { Unknown } from './look.ts';

const gib = 1024 ** 3;
const inBytes = (bytes: number): string =>
  bytes % gib === 0 ? `${bytes / gib} GiB` : `${Math.round((bytes / 1024 ** 2) * 10) / 10} MiB`;

const cpus: Check = {
  id: 'SCA-01',
  name: 'Processor limit',
  area: 'scalability',
  severity: 'warning',
  since: 'internal',
  needs: ['container'],
  fields: ['scale.cpus'],
  lasts: 1,
  source: 'CIS Docker 5.12; OWASP Docker R7',
  elsewhere: typed('Limit them while it runs', 1, 'docker update --cpus 1'),
  judge: (look) => {
    const nano = look.at('container', 'HostConfig.NanoCpus', z.number());
    const quota = look.at('container', 'HostConfig.CpuQuota', z.number());
    const set = look.at('container', 'HostConfig.CpusetCpus', z.string());
    const value = nano > 0 ? `${nano / 1e9}` : quota > 0 ? `quota ${quota}` : set === '' ? 'none' : `cores ${set}`;
    const measured = { value, wanted: 'a limit' };
    return value === 'none'
      ? fail(
          ['Processors are not limited', 'A busy replica slows down everything else on the host.'],
          measured,
          recreate('Set scale.cpus, such as 1.', 1),
        )
      : pass(['Processors are limited', 'A busy replica leaves the rest of the host its share.'], measured);
  },
};

const memory: Check = {
  id: 'SCA-02',
  name: 'Memory limit',
  area: 'scalability',
  severity: 'blocker',
  since: 'internal',
  needs: ['container'],
  fields: ['scale.memory'],
  lasts: 1,
  source: 'CIS Docker 5.11; OWASP Docker R7; measured: a limit alone allows as much swap again',
  elsewhere: typed('Limit it while it runs, swap with it', 2, 'docker update --memory 512m --memory-swap 512m'),
  judge: (look) => {
    const limit = look.at('container', 'HostConfig.Memory', z.number());
    const swap = look.at('container', 'HostConfig.MemorySwap', z.number());
    if (limit <= 0)
      return fail(
        ['Memory is not limited', 'A replica that grows takes the memory of everything else on the host.'],
        { value: 'none', wanted: 'a limit' },
        recreate('Set scale.memory, such as 512m: a quarter above what the model takes at its busiest.', 2),
      );
    const measured = {
      value: `${inBytes(limit)}, with swap ${swap < 0 ? 'without end' : inBytes(swap)}`,
      wanted: 'a limit, and no swap beside it',
    };
    return swap === limit
      ? pass(['Memory is limited', 'A replica that takes more ends and starts again; nothing else on the host does.'], {
          value: `${limit} bytes`,
          wanted: 'a limit',
        })
      : warn(
          ['Memory is limited, and swap is not', 'At its limit it does not end, it crawls: every request times out.'],
          measured,
          typed('Set the limit of memory and swap to the same', 2, `docker update --memory-swap ${limit}`),
        );
  },
};

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

const runs = ({ status, restarting }: ReplicaFact): boolean => status === 'running' && !restarting;

const replicas: Check = {
  id: 'SCA-06',
  name: 'Replicas',
  area: 'scalability',
  severity: 'blocker',
  since: 'internal',
  needs: ['file', 'replicas'],
  fields: ['scale.replicas', 'strategy.kind'],
  lasts: 1,
  source: 'kube-score deployment-replicas; Mercari production readiness',
  judge: (look) => {
    const { scale, strategy } = look.of('file');
    const isService = look.subject.kind === 'service';
    const count = isService ? look.of('replicas').filter(runs).length : (scale.replicas ?? 1);
    const measured = { value: isService ? `${count} running` : `${count}`, wanted: '2 or more' };
    if (count === 0)
      return fail(
        ['No replica runs', 'Nobody answers its callers.'],
        measured,
        advise('Look at why they ended, with "slipway logs", then deploy it again.', 10),
      );
    return count > 1
      ? pass([`${count} replicas`, 'When one fails, the others answer.'], measured)
      : fail(
          ['A single replica', 'When it crashes, callers wait until it has started again.'],
          measured,
          strategy.kind === 'rolling' ? live('Run two replicas.', 1, field(['scale', 'replicas'], 2)) : null,
        );
  },
};

const atTarget: Check = {
  id: 'SCA-08',
  name: 'Objective met at its peak',
  area: 'scalability',
  severity: 'blocker',
  since: 'production',
  needs: ['load', 'file'],
  fields: ['model.image', 'scale.cpus', 'scale.memory', 'scale.peak', 'scale.slo'],
  lasts: 30,
  source: 'SRE workbook; Mercari capacity planning',
  unchecked: advise('Measure it at its peak for a minute, with requests like the real ones.', 15),
  judge: (look) => {
    const { offered, p95, errors } = look.of('load');
    const { peak, slo } = look.of('file').scale;
    if (!peak || !slo?.p95) throw new Unknown('scale.peak and scale.slo do not say what is enough.');
    const measured = {
      value: `p95 ${p95} ms, ${errors * 100} % errors at ${offered} a second`,
      wanted: `p95 ${slo.p95} ms, ${(slo.errors ?? 0.01) * 100} % errors at ${peak} a second`,
    };
    if (offered < peak) throw new Unknown(`It was measured at ${offered} a second, and the peak is ${peak}.`);
    const most = advise('Give it more processors or replicas, or say a wider objective.', 20);
    if (p95 <= slo.p95 && errors <= (slo.errors ?? 0.01))
      return pass(
        ['The objective is met at its peak', 'It was measured with as many requests as are expected.'],
        measured,
      );
    return p95 <= slo.p95 * 1.1
      ? warn(['The objective is missed by a little at its peak', 'Within a tenth of it.'], measured, most)
      : fail(['The objective is missed at its peak', 'Callers would wait longer than is promised.'], measured, most);
  },
};

const headroom: Check = {
  id: 'SCA-09',
  name: 'Headroom with one replica lost',
  area: 'scalability',
  severity: 'blocker',
  since: 'production',
  needs: ['load', 'file'],
  fields: ['model.image', 'scale.cpus', 'scale.memory', 'scale.peak', 'scale.replicas'],
  lasts: 30,
  source: 'N+1 practice; CHECKS.md 3.5',
  unchecked: advise('Measure what one replica carries within the objective.', 20),
  judge: (look) => {
    const { carries } = look.of('load');
    const { peak, replicas: count = 1 } = look.of('file').scale;
    if (!peak) throw new Unknown('scale.peak does not say how many requests come.');
    const left = (carries * (count - 1)) / peak;
    const measured = { value: `${Math.round(left * 100)} % of the peak`, wanted: '100 %' };
    const more = live(
      `Run ${Math.ceil(peak / carries) + 1} replicas.`,
      2,
      field(['scale', 'replicas'], Math.ceil(peak / carries) + 1),
    );
    if (left >= 1)
      return pass(['What is left carries the peak when one replica is lost', 'Nobody waits for its return.'], measured);
    return left >= 0.8
      ? warn(['What is left carries most of the peak when one replica is lost', 'Some would wait.'], measured, more)
      : fail(
          ['What is left does not carry the peak when one replica is lost', 'The others would be overrun.'],
          measured,
          more,
        );
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
    const named = asked.every(({ DeviceIDs }) => DeviceIDs?.length);
    const measured = {
      value: `${asked.flatMap(({ DeviceIDs, Count }) => DeviceIDs ?? [`any ${Count}`]).join(', ')}; runtimes ${runtimes.join(', ')}`,
      wanted: 'the NVIDIA runtime, and devices by their ids',
    };
    if (!runtimes.includes('nvidia'))
      return fail(
        [
          'A GPU is asked for and the host has none to give',
          'The container would not start, or serve on its processors.',
        ],
        measured,
        advise('Install the NVIDIA container toolkit on that host, choose another, or set model.gpus to none.', 20),
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

export const scalability: readonly Check[] = [replicas, memory, cpus, fits, native, gpu, atTarget, headroom];
