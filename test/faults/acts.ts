import { label } from '#core/docker/labels';
import { type Phase, phases } from '#support/calls';
import { digits, type Written } from '#support/service-file';
import { sampleWeights, write } from '#support/volumes';
import type { Console } from './console.ts';
import { must, type World } from './world.ts';

/** What somebody does to a service. */
export type Act = {
  readonly name: string;
  /** True when it is done to a service of its own, beside the one that is called. */
  readonly apart: boolean;
  /** Requests are refused for a while, as was said beforehand. */
  readonly gap?: boolean;
  /** The phases that it has. */
  readonly phases: readonly Phase[];
  /** Makes what has to be there before; then the command and the service that it is about. */
  prepare(world: World, console: Console): Promise<Prepared>;
};
export type Prepared = { readonly words: readonly string[]; readonly service: string };

/** Nothing is pulled or pinned. */
const replacing = phases.filter((phase) => phase !== 'prepare');

type Given = Partial<Written>;

const deploying = (name: string, given: Given = {}): Act => ({
  name,
  apart: false,
  phases,
  prepare: async (world, console) => deployment(console, world.nextFile(given)),
});

const deployment = (console: Console, file: Written): Prepared => ({
  words: ['deploy', '-f', console.write(file)],
  service: file.service,
});

const simply = (name: string): Act => ({
  name,
  apart: false,
  phases: replacing,
  prepare: async ({ service }) => ({ words: [name, service], service }),
});

export const deploy = deploying('deploy');
export const rollback = simply('rollback');
export const restart = simply('restart');
const watched = deploying('deploy watched', { strategy: { drain: '2s', watch: '2s' } });

const scale: Act = {
  name: 'scale',
  apart: false,
  phases: ['lock', 'keep', 'switch', 'note', 'unlock'],
  prepare: async ({ service, engine }) => {
    const replicas = await engine.listContainers([`${label.service}=${service}`, `${label.role}=replica`]);
    return { words: ['scale', service, replicas.length > 2 ? '2' : '3'], service };
  },
};

/** A service that was never there before. */
export const first: Act = {
  name: 'first deploy',
  apart: true,
  phases: phases.filter((phase) => phase !== 'stop' && phase !== 'remove'),
  prepare: async (world, console) => deployment(console, world.nextFile({ service: world.apart() })),
};

export const retire: Act = {
  name: 'retire',
  apart: true,
  phases: ['lock', 'prepare', 'switch', 'note', 'stop', 'remove', 'unlock'],
  prepare: async (world, console) => {
    const { words, service } = deployment(console, world.nextFile({ service: world.apart() }));
    must(await console.run(...words));
    return { words: ['retire', service, '--yes'], service };
  },
};

/** Old and new do not run side by side: requests are refused in between, and that is said beforehand. */
export const inPlace: Act = {
  ...deploying('deploy in place', { strategy: { kind: 'in-place', drain: '1s', watch: '0s' } }),
  gap: true,
};

const secret = { name: 'canary', file: '/run/secrets/canary' };
const secretly = deploying('deploy with a secret', { model: { ...digits('1.0.0'), secrets: [secret] } });

/** The same with what is made beside the containers; each is watched, so that a console can be killed after its switch. */
const inPlaceWatched = { kind: 'in-place', drain: '1s', watch: '2s' } as const;
export const inPlaceSecretly: Act = {
  ...deploying('deploy in place with a secret', {
    strategy: inPlaceWatched,
    model: { ...digits('1.0.0'), secrets: [secret] },
  }),
  gap: true,
};
export const inPlaceWeighty: Act = {
  ...inPlaceSecretly,
  name: 'deploy in place with weights',
  async prepare({ engine, nextFile }, console) {
    await engine.createVolume('models', {});
    await write(engine, 'models', { 'v1/weights.json': sampleWeights('v1') });
    const env = { WEIGHTS: '/models/v1/weights.json' };
    const model = { ...digits('1.0.0'), env, weights: { volume: 'models', path: 'v1/' } };
    return deployment(console, nextFile({ strategy: inPlaceWatched, model }));
  },
};

/** Releases that are no good: each is taken back, or never begun, and no caller ever gets an answer of theirs. */
const ready = (within: string) => ({ path: '/v2/health/ready', within });
const faulty = (name: string, fault: string, more: Given = {}): Act => ({
  ...deploying(`deploy of ${name}`, { ...more, model: { ...faultyModel(fault), ready: ready('3s') } }),
  phases: phases.filter((phase) => ['lock', 'prepare', 'create', 'start', 'remove', 'unlock'].includes(phase)),
});
const faultyModel = (fault: string): Written['model'] => ({ ...digits('1.0.0', fault) });
const bad: readonly Act[] = [
  faulty('what answers wrongly', 'wrong-answer'),
  faulty('what is never ready', 'not-ready'),
  faulty('what ends at once', 'crash-after-ms:20'),
  faulty('what ignores to be stopped', 'wrong-answer,ignore-stop'),
  {
    ...deploying('deploy of what does not fit', { scale: { replicas: 2, memory: '900g' } }),
    phases: ['lock', 'unlock'],
  },
];

export const acts: readonly Act[] = [
  deploy,
  rollback,
  watched,
  restart,
  scale,
  first,
  retire,
  inPlace,
  secretly,
  ...bad,
];
/** Acts for `points`, at each of which a console is killed: with one more among `acts`, a seed would be another run. */
const more: readonly Act[] = [inPlaceSecretly, inPlaceWeighty];
export const actNamed = (name: string): Act => {
  const all = [...acts, ...more];
  const found = all.find((it) => it.name === name);
  if (!found) throw new Error(`no act is called ${name}: ${all.map((it) => it.name).join(', ')}`);
  return found;
};
