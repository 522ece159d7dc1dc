import * as z from 'zod';
import type { Remedy } from '#contract/checklist';
import type { ServiceFile } from '../service/schema.ts';
import { advise, type Check, fail, field, live, ofBehaviour, pass, recreate, typed, warn } from './check.ts';
import type { ReplicaFact } from './facts.ts';
import { type Look, Unknown } from './look.ts';
import { inBytes, onHost } from './scalability-host.ts';

const cpus: Check = {
  id: 'SCA-01',
  name: 'Processor limit',
  area: 'scalability',
  severity: 'warning',
  since: 'internal',
  needs: ['container', 'host'],
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
          allButOne(look),
        )
      : pass(['Processors are limited', 'A busy replica leaves the rest of the host its share.'], measured);
  },
};

/** The most that leaves the rest of the host something; what it needs only a measurement tells. */
function allButOne(look: Look): Remedy {
  const cores = look.has('host') ? look.at('host', 'NCPU', z.number()) : 0;
  if (cores < 2) return recreate('Set scale.cpus to what it takes at its busiest, as "docker stats" shows it.', 5);
  const most = cores - 1;
  return recreate(
    `Leave the rest of the host one of its ${cores} processors: scale.cpus ${most}. What it takes at its busiest may be far less.`,
    1,
    field(['scale', 'cpus'], most),
  );
}

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
        recreate(
          'Look at what it takes at its busiest ("docker stats", while requests come), and set scale.memory to a quarter more.',
          10,
        ),
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

const runs = ({ status, restarting }: ReplicaFact): boolean => status === 'running' && !restarting;

/** Two replicas would ask for the same ones. */
const needsOwnGpu = ({ gpus, sharedGpu }: ServiceFile['model']): boolean => gpus !== 'none' && !sharedGpu;

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
    const { scale, strategy, model } = look.of('file');
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
          strategy.kind === 'rolling' && !needsOwnGpu(model)
            ? live('Run two replicas.', 1, field(['scale', 'replicas'], 2))
            : null,
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
  fields: [...ofBehaviour, 'model.gpus', 'scale.cpus', 'scale.memory', 'scale.replicas', 'scale.peak', 'scale.slo'],
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
  fields: [...ofBehaviour, 'model.gpus', 'scale.cpus', 'scale.memory', 'scale.peak', 'scale.slo', 'scale.replicas'],
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

export const scalability: readonly Check[] = [replicas, memory, cpus, ...onHost, atTarget, headroom];
