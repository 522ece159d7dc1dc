import type { Area } from '#contract/checklist';

/** What a step of the wizard says before anything is decided: why, what is measured now, what is not. */
type Says = { readonly why: string; readonly now: string; readonly later: string };

/** The areas in the order in which one decides: who calls it first, who looks after it last. */
export const wizardAreas = [
  'integration',
  'scalability',
  'reliability',
  'monitoring',
  'versioning',
  'security',
  'evolution',
] as const satisfies readonly Area[];

/** A sentence each. What this version cannot measure it says, so that an empty place is not taken for a good one. */
export const saysOf: Readonly<Record<Area, Says>> = {
  integration: {
    why: 'A model that nobody can call, or that gets data it does not understand, is not in production.',
    now: 'Who could reach its port, and whether port and name are free on the host. Rows of a sample, once a file is chosen.',
    later:
      'Rows and wrong requests are sent to a candidate: up to a minute. Each deployment compares its API and calls it.',
  },
  scalability: {
    why: 'Too small fails at the busiest hour; too large is paid for every day.',
    now: 'Limits, replicas, and whether old and new fit on the host together.',
    later: 'What one replica carries, and its memory at the peak, takes a load test: this version has none yet.',
  },
  reliability: {
    why: 'It will crash, hang or be stopped one day; its callers should not notice.',
    now: 'Restarts, room for both, and how long nothing serves if it has to change in place.',
    later:
      'A right answer and the way back are proven at each deployment. Drills that crash it take minutes: this version has none yet.',
  },
  monitoring: {
    why: 'What fails unseen is found by your callers first.',
    now: 'Who is named to be told. Requests, errors and times are counted at the gateway from the first one on.',
    later: 'Metrics and logs are read once it runs. Alerts are not sent by this version: names are kept for them.',
  },
  versioning: {
    why: 'When answers change you want to know what changed, and to be able to go back.',
    now: 'Whether image and weights are pinned, and what the new answers are beside the old ones.',
    later: 'The way back is proven at each deployment, before callers are switched over.',
  },
  security: {
    why: 'What a container may not do, nobody can make it do.',
    now: 'User, capabilities, files, ports, and secrets that stand in the file.',
    later: 'Harden takes up to a minute, here. Vulnerabilities take minutes: slipway check --scan.',
  },
  evolution: {
    why: 'A model gets worse without a line of code changing; somebody has to own that.',
    now: 'Owner, date of the next review, age of the image.',
    later: 'Nothing runs for it: these are answers that only people can give.',
  },
};
