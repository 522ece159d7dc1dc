import { type Phase, phases } from '#support/calls';
import type { Written } from '#support/service-file';
import type { Console } from './console.ts';
import { must, type World } from './world.ts';

/** What somebody does to a service: `words` are the command's, after what has to be there before it. */
export type Act = {
  readonly name: string;
  /** True when it is done to a service of its own, beside the one that is called. */
  readonly apart: boolean;
  /** The phases that it has. */
  readonly phases: readonly Phase[];
  words(world: World, console: Console): Promise<readonly string[]>;
};

/** Nothing is pulled or pinned. */
const replacing = phases.filter((phase) => phase !== 'prepare');

type Given = Partial<Written>;

const deploying = (name: string, given: Given = {}): Act => ({
  name,
  apart: false,
  phases,
  words: async (world, console) => ['deploy', '-f', console.write(world.nextFile(given))],
});

export const deploy = deploying('deploy');
export const rollback: Act = {
  name: 'rollback',
  apart: false,
  phases: replacing,
  words: async ({ service }) => ['rollback', service],
};
const watched = deploying('deploy watched', { strategy: { drain: '2s', watch: '2s' } });
const restart: Act = { name: 'restart', apart: false, phases: replacing, words: async ({ service }) => ['restart', service] };
const scale: Act = {
  name: 'scale',
  apart: false,
  phases: ['lock', 'keep', 'switch', 'note', 'unlock'],
  words: async ({ service, engine }) => {
    const three = await engine.listContainers([`io.slipway.service=${service}`, 'io.slipway.role=replica']);
    return ['scale', service, three.length > 2 ? '2' : '3'];
  },
};

/** A service that was never there before. */
const first: Act = {
  name: 'first deploy',
  apart: true,
  phases: phases.filter((phase) => phase !== 'stop' && phase !== 'remove'),
  words: async (world, console) => ['deploy', '-f', console.write(world.nextFile({ service: world.apart() }))],
};
const retire: Act = {
  name: 'retire',
  apart: true,
  phases: ['lock', 'prepare', 'switch', 'note', 'stop', 'remove', 'unlock'],
  words: async (world, console) => {
    const service = world.apart();
    must(await console.run('deploy', '-f', console.write(world.nextFile({ service }))));
    return ['retire', service, '--yes'];
  },
};

export const acts: readonly Act[] = [deploy, rollback, watched, restart, scale, first, retire];
