import type { FieldEdit } from '#contract/checklist';
import type { Check, Judged } from './check.ts';

type Remedy = NonNullable<Judged['remedy']>;

const field = (path: FieldEdit['path'], value: unknown): FieldEdit => ({ path, value });
const remedy = (text: string, minutes: number, ...set: FieldEdit[]): Remedy => ({ text, minutes, set });

const golden: Check = {
  id: 'VER-11',
  area: 'versioning',
  severity: 'blocker',
  since: 'trial',
  judge: ({ file }) => {
    const count = file.golden.length;
    const base = { verdict: 'unchecked', value: `${count}`, wanted: '1 or more', from: 'golden' } as const;
    if (count > 0)
      return {
        ...base,
        title: count === 1 ? 'One golden request is asked' : `${count} golden requests are asked`,
        detail: 'Each new replica has to answer rightly before callers reach it.',
        remedy: null,
      };
    return {
      ...base,
      title: 'It answers; whether rightly is unknown',
      detail: 'No golden request is given, so any answer of the right form passes.',
      remedy: remedy('Try a request, and keep the right answer as a golden request.', 2),
    };
  },
};

const memory: Check = {
  id: 'SCA-02',
  area: 'scalability',
  severity: 'blocker',
  since: 'internal',
  judge: ({ file: { scale } }) => {
    const base = { wanted: 'a limit', from: 'scale.memory' };
    if (scale.memory)
      return {
        ...base,
        verdict: 'pass',
        value: `${scale.memory} bytes`,
        title: 'Memory is limited',
        detail: 'A replica that takes more ends and starts again; nothing else on the host does.',
        remedy: null,
      };
    return {
      ...base,
      verdict: 'fail',
      value: 'none',
      title: 'Memory is not limited',
      detail: 'A replica that grows takes the memory of everything else on the host.',
      remedy: remedy('Set scale.memory, such as 512m: a quarter above what the model takes at its busiest.', 2),
    };
  },
};

const cpus: Check = {
  id: 'SCA-01',
  area: 'scalability',
  severity: 'major',
  since: 'internal',
  judge: ({ file: { scale } }) => ({
    verdict: scale.cpus ? 'pass' : 'fail',
    value: scale.cpus ? `${scale.cpus}` : 'none',
    wanted: 'a limit',
    from: 'scale.cpus',
    title: scale.cpus ? 'Processors are limited' : 'Processors are not limited',
    detail: scale.cpus
      ? 'A busy replica leaves the rest of the host its share.'
      : 'A busy replica slows down everything else on the host.',
    remedy: scale.cpus ? null : remedy('Set scale.cpus, such as 1.', 1),
  }),
};

const replicas: Check = {
  id: 'SCA-06',
  area: 'scalability',
  severity: 'blocker',
  since: 'internal',
  judge: ({ file: { scale, strategy } }) => {
    const count = scale.replicas ?? 1;
    const base = { value: `${count}`, wanted: '2 or more', from: 'scale.replicas' };
    if (count > 1)
      return {
        ...base,
        verdict: 'pass',
        title: `${count} replicas`,
        detail: 'When one fails, the others answer.',
        remedy: null,
      };
    return {
      ...base,
      verdict: 'fail',
      title: 'A single replica',
      detail: 'When it crashes, callers wait until it has started again.',
      remedy: strategy.kind === 'rolling' ? remedy('Run two replicas.', 1, field(['scale', 'replicas'], 2)) : null,
    };
  },
};

const restart: Check = {
  id: 'REL-01',
  area: 'reliability',
  severity: 'blocker',
  since: 'internal',
  judge: ({ file: { reliability } }) => {
    const how = reliability.restart;
    const isSure = how === 'always' || how === 'unless-stopped';
    return {
      verdict: isSure ? 'pass' : how === 'on-failure' ? 'warn' : 'fail',
      value: how,
      wanted: 'always',
      from: 'reliability.restart',
      title: isSure ? 'It is started again' : 'It is not always started again',
      detail: isSure
        ? 'After a crash and after a restart of the host.'
        : how === 'on-failure'
          ? 'After a crash, but not after a restart of Docker.'
          : 'What ends stays away.',
      remedy: isSure ? null : remedy('Let it always start again.', 1, field(['reliability', 'restart'], 'always')),
    };
  },
};

const pinned: Check = {
  id: 'VER-01',
  area: 'versioning',
  severity: 'major',
  since: 'internal',
  judge: ({ file: { model } }) => {
    const name = model.image.slice(model.image.lastIndexOf('/') + 1);
    const isExact = /@sha256:|^sha256:/.test(model.image);
    const isNamed = isExact || (name.includes(':') && !name.endsWith(':latest'));
    return {
      verdict: isNamed ? 'pass' : 'warn',
      value: model.image,
      wanted: 'a version as tag, or a digest',
      from: 'model.image',
      title: isNamed ? 'The image names its version' : 'The image does not name its version',
      detail: isNamed
        ? 'A release runs the digest that it was made of, wherever the tag points later.'
        : 'The release keeps its digest, but nobody can tell from its name what runs.',
      remedy: isNamed ? null : remedy('Name a version: NAME:1.4.0.', 5),
    };
  },
};

const objective: Check = {
  id: 'REL-24',
  area: 'reliability',
  severity: 'blocker',
  since: 'production',
  judge: ({ file: { scale } }) => {
    const has = [scale.slo?.p95 ?? scale.slo?.p99, scale.slo?.errors, scale.peak].filter((it) => it !== undefined);
    return {
      verdict: has.length === 3 ? 'pass' : has.length > 0 ? 'warn' : 'fail',
      value: `${has.length} of 3`,
      wanted: 'latency, errors and peak',
      from: 'scale.slo, scale.peak',
      title: has.length === 3 ? 'The objective is written down' : 'The objective is not written down',
      detail:
        has.length === 3
          ? 'A release that misses it is taken back.'
          : 'How fast and how often right is enough, and at how many requests a second, is not said.',
      remedy: has.length === 3 ? null : remedy('Write scale.slo: { p95, errors } and scale.peak.', 10),
    };
  },
};

const owner: Check = {
  id: 'EVO-02',
  area: 'evolution',
  severity: 'blocker',
  since: 'production',
  judge: ({ file: { integration } }) => {
    const names = [integration.owner, integration.deputy].filter((it) => it !== undefined);
    return {
      verdict: names.length === 2 ? 'pass' : names.length === 1 ? 'warn' : 'fail',
      value: names.join(', ') || 'nobody',
      wanted: 'an owner and a deputy',
      from: 'integration.owner, integration.deputy',
      title: names.length === 2 ? 'It has an owner and a deputy' : 'Nobody is named to ask',
      detail:
        names.length === 2 ? 'Somebody answers for it.' : 'When it fails at night, it is not said who answers for it.',
      remedy: names.length === 2 ? null : remedy('Name integration.owner and integration.deputy.', 2),
    };
  },
};

/** What a service file alone tells, the most urgent first. */
export const fileChecks: readonly Check[] = [golden, replicas, memory, cpus, restart, pinned, objective, owner];
