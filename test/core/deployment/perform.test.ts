import { describe, expect, test } from 'vitest';
import type { Observed } from '#core/deployment/observed';
import { perform, takeBack } from '#core/deployment/perform';
import type { Found, Site } from '#core/deployment/site';
import type { Step } from '#core/deployment/steps';
import { label, labelsOf, names } from '#core/docker/labels';
import type { ContainerDetails, Engine, ExecResult } from '#core/docker/types';
import { runOf } from '#core/service/split';
import { file, kept, release, replica, service, serving, wanted } from './samples.ts';

const gateway = names.gateway(service);
const [old, arrived] = [names.replica(service, 1, 1), names.replica(service, 2, 1)];
const { signal } = new AbortController();

const container = (name: string, of: object = {}, state: object = {}): Partial<ContainerDetails> => ({
  Id: name,
  Name: `/${name}`,
  Image: 'sha256:gateway',
  RestartCount: 0,
  State: {
    Running: true,
    Restarting: false,
    Dead: false,
    Status: 'running',
    StartedAt: '',
    FinishedAt: '',
    ...state,
  } as ContainerDetails['State'],
  Config: {
    Labels: { ...labelsOf(service, 'replica'), [label.deployment]: 'D', ...of },
  } as unknown as ContainerDetails['Config'],
  HostConfig: { RestartPolicy: { Name: 'no' } },
  NetworkSettings: { Networks: { shop: {} } } as unknown as ContainerDetails['NetworkSettings'],
});

/** Everything that is asked of an engine which has what a deployment in the middle has; reading it is not noted. */
function host(there: Record<string, Partial<ContainerDetails>> = {}) {
  const calls: string[] = [];
  const has: Record<string, Partial<ContainerDetails>> = {
    [gateway]: container(gateway),
    [old]: container(old, {}, { Running: false }),
    [arrived]: container(arrived),
    ...there,
  };
  const exec = async (_id: string, command: readonly string[], { input = '' } = {}): Promise<ExecResult> => {
    const [verb = '', , name = ''] = command.slice(2);
    const of = verb === 'switch' ? /"release":(\d+|null).*?(,"paused":true)?}/.exec(input) : null;
    if (verb !== 'show')
      calls.push(`${verb} ${of ? `to r${of[1]}${/"paused":true/.test(input) ? ' paused' : ''}` : name}`);
    return { code: 0, stdout: verb === 'show' ? 'epoch 5\nworkers 1\n' : 'epoch=6 workers=1', stderr: '' };
  };
  const answers: Partial<Engine> = {
    exec,
    inspectContainer: async (id) => {
      const name = id.replace(/^id-1-/, `${names.replica(service, 1, 0).slice(0, -1)}`);
      return (has[name] as ContainerDetails | undefined) ?? null;
    },
    inspectImage: async () => ({ RepoTags: ['a:1', 'b:1'] }) as never,
    listVolumes: async () => [{ name: 'slipway-digits-secrets-1', labels: labelsOf(service, 'secrets') }],
    logs: async () => [],
    endingsOf: async () => ({ memoryKills: 0, exitCodes: [] }),
    getFiles: async () => new Map([['state/access/keys-1.map', Buffer.from('')]]),
    createContainer: async ({ name }) => `${calls.push(`create ${name}`)}`,
  };
  const quiet = new Set<string>(['inspectContainer', 'inspectImage', 'listVolumes', 'logs', 'endingsOf', 'getFiles']);
  const engine = new Proxy(answers, {
    get:
      (known, verb: keyof Engine) =>
      async (...args: unknown[]) => {
        const answer = known[verb] as ((...args: unknown[]) => unknown) | undefined;
        if (!quiet.has(verb) && !answer)
          calls.push(verb === 'updateRestart' ? `${verb} ${args[0]} ${args[1]}` : `${verb} ${args[0]}`);
        return answer?.(...args);
      },
  });
  return { engine: engine as Engine, calls };
}

function siteOn(engine: Engine, observed: Observed, found: Partial<Found> = {}): Site {
  const lock = { check: () => {}, confirmed: Promise.resolve(), signal };
  const nothing = {
    reach: null,
    ends: new Map(),
    containers: [],
    findings: [],
    logs: {},
    started: new Map(),
    starting: Promise.resolve(),
  };
  const gap = { since: null, ms: null };
  return {
    ...{ engine, observed, lock, id: 'D', operator: 'ada', say: () => {}, containers: new Map() },
    wanted: wanted(2),
    found: { ...nothing, gap, gateway, epoch: 6, switchBegun: true, switchedTo: [], image: 'i', ...found },
  } as unknown as Site;
}

/** What serves is one replica that need not answer: how it is asked is tried on an engine. */
const observed = serving({ replicas: [replica(1, 1, { usable: false })], secretVolumes: [] });
const shop = { do: 'connect', target: 'shop', alias: null } as const;
const switching = { do: 'switch', target: 'r2', to: [arrived], from: [old] } as const;
const removed = (name: string) => [`renameContainer ${name}`, `stopContainer ${name}`, `removeContainer ${name}`];

/** Of every kind of step, what taking it back does to the host, in order; [] for one that leaves nothing or is too late. */
const inverse: Record<Step['do'], readonly [Step, readonly string[]]> = {
  network: [{ do: 'network', target: 'slipway-digits' }, ['removeNetwork slipway-digits']],
  gateway: [{ do: 'gateway', target: gateway, image: 'i', address: '' }, [`removeContainer ${gateway}`]],
  'replace-gateway': [
    { do: 'replace-gateway', target: gateway, image: 'i', address: '' },
    [
      `removeContainer ${gateway}`,
      'createVolume slipway-digits',
      `create ${gateway}`,
      'putFiles 3',
      'startContainer 3',
    ],
  ],
  connect: [shop, [`disconnectNetwork shop`]],
  disconnect: [{ do: 'disconnect', target: 'till' }, ['connectNetwork till']],
  pin: [{ do: 'pin', target: 'slipway/digits:r2' }, ['untagImage slipway/digits:r2']],
  secrets: [{ do: 'secrets', target: 'slipway-digits-secrets-1' }, ['removeVolume slipway-digits-secrets-1']],
  create: [{ do: 'create', target: arrived, release: 'r2' }, removed(arrived)],
  start: [{ do: 'start', target: arrived }, removed(arrived)],
  pause: [{ do: 'pause', target: 'r1' }, ['switch to r1']],
  stop: [{ do: 'stop', target: old }, [`updateRestart ${old} always`, `startContainer ${old}`]],
  access: [{ do: 'access', target: 'shop', files: ['keys-1.map'] }, ['drop access/keys-1.map']],
  keep: [{ do: 'keep', target: 'r2' }, ['drop releases/r2.json']],
  switch: [switching, ['switch to r1']],
  pull: [{ do: 'pull', target: 'i' }, []],
  'start-gateway': [{ do: 'start-gateway', target: gateway }, []],
  weights: [{ do: 'weights', target: 'models' }, []],
  verify: [{ do: 'verify', target: arrived }, []],
  compare: [{ do: 'compare', target: 'r1' }, []],
  'way-back': [{ do: 'way-back', target: 'r1' }, []],
  call: [{ do: 'call', target: 'shop', to: 'digits:8080' }, []],
  watch: [{ do: 'watch', target: 'r2', seconds: 1 }, []],
  drain: [{ do: 'drain', target: '1 replica', seconds: 1 }, []],
  remove: [{ do: 'remove', target: old }, []],
  'remove-gateway': [{ do: 'remove-gateway', target: gateway }, []],
  'remove-secrets': [{ do: 'remove-secrets', target: 's' }, []],
  'remove-network': [{ do: 'remove-network', target: 'n' }, []],
  note: [{ do: 'note', target: service }, []],
};

describe('taken back', () => {
  test.each(Object.entries(inverse))('%s does its inverse, and nothing else', async (_kind, [step, expected]) => {
    const { engine, calls } = host();
    await takeBack(step, siteOn(engine, observed), signal);
    expect(calls).toEqual(expected);
  });

  test('a switch in place refuses requests until the old ones serve again', async () => {
    const { engine, calls } = host();
    await takeBack({ ...switching, inPlace: true }, siteOn(engine, observed), signal);
    expect(calls).toEqual(['switch to r1 paused']);
  });

  test.each(['always', 'unless-stopped', 'on-failure', 'no'] as const)(
    'a stop that may still be under way, of what is started by "%s", is waited for before it is started again',
    async (restart) => {
      const of = file({ reliability: { restart } });
      const was = { ...observed, releases: new Map([[1, kept(release(1, { run: runOf(of) }))]]) };
      const stopped = host();
      await perform(inverse.stop[0], siteOn(stopped.engine, was), signal);
      const mark = stopped.calls[0]?.split(' ')[2] ?? '';
      expect(stopped.calls).toEqual([`updateRestart ${old} ${mark}`, `stopContainer ${old}`]);
      // By another process, of which the one that stopped it was killed.
      const HostConfig = { RestartPolicy: { Name: mark } } as ContainerDetails['HostConfig'];
      const found = host({ [old]: { ...container(old), HostConfig } });
      await takeBack(inverse.stop[0], siteOn(found.engine, was), signal);
      expect(found.calls).toEqual([`stopContainer ${old}`, `updateRestart ${old} ${restart}`, `startContainer ${old}`]);
    },
  );

  test('what somebody else made under the same name stays', async () => {
    const { engine, calls } = host({ [arrived]: container(arrived, { [label.deployment]: 'another' }) });
    for (const step of [inverse.create[0], inverse.start[0]]) await takeBack(step, siteOn(engine, observed), signal);
    expect(calls).toEqual([]);
  });
});

describe('without a watch, before what served goes', () => {
  const drain = inverse.drain[0];
  const drained = (state: object, given: Partial<ContainerDetails> = {}) => {
    const { engine } = host({ [arrived]: { ...container(arrived, {}, state), ...given } });
    return perform(drain, siteOn(engine, observed, { switchedTo: [arrived] }), signal);
  };

  test('a release that goes on running stays', async () => expect(await drained({})).toBeUndefined());

  test.each([
    ['ended', {}, { RestartCount: 1 }, /ended after it had answered$/],
    ['is just being started again', { Restarting: true }, {}, /ended after it had answered$/],
    ['is being removed', { Running: false, Status: 'removing' }, {}, /was removed by somebody after it had answered$/],
  ])('one whose crash loop began after it had answered does not pass: it %s', async (_what, state, given, said) => {
    await expect(drained(state, given)).rejects.toMatchObject({
      code: 'NOT_READY',
      message: expect.stringMatching(said),
    });
  });
});
