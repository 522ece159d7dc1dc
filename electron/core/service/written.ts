import { isDeepStrictEqual } from 'node:util';
import type { Front, Policy, Run } from './parts.ts';
import { type ServiceFile, serviceFileSchema } from './schema.ts';
import { yamlText } from './yaml-text.ts';

/** A service as it is kept, in its three parts; `replicas` and `host` belong to none of them. */
export type Parts = {
  readonly service: string;
  readonly host?: string | undefined;
  readonly replicas: number | null;
  readonly run: Run;
  readonly front: Front;
  readonly policy: Policy;
};

/** The file that the three parts came from: the inverse of `runOf`, `frontOf` and `policyOf`. */
export function fileOf({ service, host, replicas, run, front, policy }: Parts): ServiceFile {
  const { concurrency, queue, ...rest } = front;
  const scale = {
    replicas,
    cpus: run.cpus,
    memory: run.memory,
    concurrency,
    queue,
    peak: policy.peak,
    slo: policy.slo,
  };
  return {
    service,
    ...(host === undefined ? {} : { host }),
    stage: policy.stage,
    ...(policy.note === null ? {} : { note: policy.note }),
    model: run.model,
    golden: policy.golden,
    front: rest,
    scale: Object.fromEntries(Object.entries(scale).filter(([, value]) => value !== null)) as ServiceFile['scale'],
    strategy: policy.strategy,
    reliability: run.reliability,
    security: run.security,
    monitoring: policy.monitoring,
    integration: policy.integration,
    ...(policy.review === null ? {} : { review: policy.review }),
  };
}

/** A file as somebody would write it: with units, and without what holds anyway. */
export function written(file: ServiceFile): string {
  const short = { ...file, golden: file.golden.map((it) => slim(it, bareGolden)) };
  const bare = serviceFileSchema.parse({ service: file.service, model: { image: file.model.image } });
  const { service, model, ...rest } = slim(short, { ...bare, service: null }) as Record<string, unknown>;
  const image = { image: file.model.image, ...(model as object | undefined) };
  return yamlText(withUnits({ service, model: image, ...rest }, '') as object);
}

const bareGolden = { request: { method: 'POST', headers: {} }, expect: { tolerance: 0 } };

/** What differs from the defaults; a list counts as one value. */
function slim(value: unknown, usual: unknown): unknown {
  if (!isMapping(value) || !isMapping(usual)) return value;
  const kept = Object.entries(value).flatMap(([key, of]) => {
    if (of === undefined || isDeepStrictEqual(of, usual[key])) return [];
    return [[key, slim(of, usual[key])] as const];
  });
  return Object.fromEntries(kept);
}

const durations =
  /^(model\.ready\.(within|every)|golden\.expect\.(within|firstTokenWithin)|front\.limit\.timeout|scale\.slo\.p9[59]|strategy\.(drain|watch)|reliability\.stopGrace|monitoring\.every|review\.every)$/;
const sizes = /^(model\.shm|front\.limit\.body|scale\.memory)$/;

function withUnits(value: unknown, path: string): unknown {
  if (typeof value === 'number' && durations.test(path)) return durationText(value);
  if (typeof value === 'number' && sizes.test(path)) return sizeText(value);
  // The elements of a list are at its own path; bodies and expected answers hold no units of ours.
  if (Array.isArray(value)) return path === 'golden' ? value.map((it) => withUnits(it, path)) : value;
  if (!isMapping(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, of]) => [key, withUnits(of, path === '' ? key : `${path}.${key}`)]),
  );
}

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
] as const;

/** In the largest unit that goes into it. */
function durationText(ms: number): string {
  const [unit, length] = units.find(([, of]) => ms >= of && ms % of === 0) ?? ['ms', 1];
  return `${ms / length}${unit}`;
}

/** As Docker and a file write it: "512m". */
export function sizeText(bytes: number): string | number {
  const power = [3, 2, 1].find((of) => bytes % 1024 ** of === 0);
  return power === undefined ? bytes : `${bytes / 1024 ** power}${'bkmg'[power]}`;
}

const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
