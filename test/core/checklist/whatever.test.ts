import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CheckSubject, Report } from '#contract/checklist';
import { Problem, type ProblemCode } from '#contract/problem';
import type { RunDeps } from '#core/checklist/collected';
import { runChecklist } from '#core/checklist/run';
import { label } from '#core/docker/labels';
import type { Engine } from '#core/docker/types';
import { hiding } from '#core/secrets/hiding';
import { engineInfo } from '#support/engine-info';
import { container, host, image, plan, scan } from './made.ts';

/** How an engine does with one of its verbs: as it should, or in one of the ways in which engines do not. */
type Way =
  | { readonly is: 'sound' }
  | { readonly is: 'refused'; readonly code: ProblemCode }
  | { readonly is: 'bug' }
  | { readonly is: 'nonsense'; readonly value: unknown };

const codes: readonly ProblemCode[] = [
  'HOST_UNREACHABLE',
  'ENGINE_REFUSED',
  'ENGINE_CONFLICT',
  'TIMED_OUT',
  'ENGINE_NOT_FOUND',
];
const nonsense = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    undefined,
    '',
    '<html>',
    42,
    [],
    {},
    [null],
    [{}],
    [{ labels: null }],
    new Map([['x', 'y']]),
  ),
  fc.anything({ maxDepth: 2, maxKeys: 3 }),
  fc.constantFrom('State', 'Config', 'HostConfig', 'NetworkSettings', 'Mounts', 'Image', 'Id', 'Args').map((part) => ({
    ...(container({ State: state, Config: {} }) as object),
    [part]: 7,
  })),
);
/** Now and then ill, or most of the time. */
const way = (soundness: number): fc.Arbitrary<Way> =>
  fc.oneof(
    { weight: soundness, arbitrary: fc.constant<Way>({ is: 'sound' }) },
    { weight: 2, arbitrary: fc.constantFrom(...codes).map((code): Way => ({ is: 'refused', code })) },
    { weight: 1, arbitrary: fc.constant<Way>({ is: 'bug' }) },
    { weight: 3, arbitrary: nonsense.map((value): Way => ({ is: 'nonsense', value })) },
  );

const state = { Running: false, Status: 'exited', Restarting: false, ExitCode: 0, OOMKilled: false };
const labelled = (role: string) => ({
  id: role,
  name: `shop-${role}`,
  image: 'sha256:1',
  state: 'running',
  labels: { [label.service]: 'shop', [label.role]: role, [label.release]: '1' },
  ports: [],
  createdAt: 0,
});

/** What a sound engine says, by verb and where it is asked with a path by that. */
const sound: Readonly<Record<string, (...args: never[]) => unknown>> = {
  get: (path: string) =>
    path === '/info'
      ? host({ DriverStatus: [['Native Overlay Diff', 'true']] })
      : path.startsWith('/images/')
        ? image()
        : path.startsWith('/volumes/')
          ? { Name: 'cache', Driver: 'local', Options: null }
          : { Driver: 'bridge' },
  inspectContainer: () => container({ State: state, config: { ExposedPorts: {} } }),
  inspectImage: () => image(),
  listContainers: () => [labelled('gateway'), labelled('replica')],
  everyContainer: () => [],
  listImages: () => [],
  listVolumes: () => [],
  listNetworks: () => [],
  inspectNetwork: () => null,
  info: () => ({ ...engineInfo, version: '26.1' }),
  hostTime: () => 0,
  logs: () => [{ time: '', stream: 'stdout', line: 'it listens' }],
  getFiles: () => null,
  exec: () => ({ code: 1, stdout: '', stderr: '' }),
};

const request = (verb: string, first: unknown): string => (verb === 'get' ? `GET ${first}` : verb);

/** An engine that does as it is drawn; `ill` has what was not answered soundly, `changed` what may change something. */
function engineOf(pick: () => Way) {
  const ill = new Set<string>();
  const changed: string[] = [];
  const engine = new Proxy({ url: 'unix:///nowhere', api: '1.41' } as Record<string, unknown>, {
    get: (known, verb: string) => {
      if (verb in known || verb === 'then') return known[verb];
      return async (...args: never[]) => {
        if (
          /^(create|start|stop|remove|rename|update|put|pull|load|build|tag|untag|connect|disconnect|attach)/.test(verb)
        )
          changed.push(verb);
        const it = pick();
        // That there is no such thing is an answer.
        const isAnswer = it.is === 'sound' || (it.is === 'nonsense' && it.value === null);
        if (!isAnswer) ill.add(request(verb, args[0]));
        if (it.is === 'refused') throw new Problem(it.code, 'the engine says no', { hint: 'Look there.' });
        if (it.is === 'bug') throw new TypeError('found.map is not a function');
        if (it.is === 'nonsense') return it.value;
        const answer = sound[verb];
        if (!answer) throw new Problem('ENGINE_NOT_FOUND', `there is no ${verb}`, { hint: 'Look there.' });
        return answer(...args);
      };
    },
  });
  return { engine: engine as unknown as Engine, ill, changed };
}

const planWays: readonly (() => unknown)[] = [
  () => plan(),
  () => plan({ from: null, steps: [] }),
  () => Promise.reject(new Problem('STOPPED', 'It does not fit', { hint: 'Ask for less.', stop: 'does-not-fit' })),
  () => Promise.reject(new Problem('STOPPED', 'It has no way back', { hint: 'Keep one.', stop: 'no-way-back' })),
  () => Promise.reject(new Problem('TIMED_OUT', 'It did not answer', { hint: 'Look there.' })),
  () => Promise.reject(new TypeError('found.map is not a function')),
];

const text = JSON.stringify({
  service: 'shop',
  stage: 'production',
  model: { image: 'acme/shop:1.0.0', volumes: [{ source: 'cache', target: '/cache' }] },
  golden: [{ name: 'a seven', request: { path: '/' }, expect: { status: 200 } }],
});
const subjects: Readonly<Record<string, CheckSubject>> = {
  'a file': { kind: 'file', file: { name: 'slipway.yaml', text } },
  'a service': { kind: 'running', name: 'shop' },
  "anybody's container": { kind: 'running', name: 'stranger' },
};

function depsOn(engine: Engine, planned: () => unknown, isService: boolean): RunDeps {
  const it = isService
    ? engine
    : new Proxy(engine, {
        get: (known, verb) => (verb === 'listContainers' ? async () => [] : known[verb as keyof Engine]),
      });
  const open = { name: 'local', engine: it, info: {} };
  const { replaces: _r, before: _b, ...kept } = scan();
  return {
    hosts: { open: async () => open, known: () => [{ name: 'local', url: 'unix:///nowhere' }] },
    conductor: { plan: async () => planned() },
    store: {
      deployments: { list: () => [] },
      settings: { get: () => null },
      evidence: { list: () => [], keep: () => undefined },
      said: { list: () => [] },
      scans: { of: (id: string) => (id === 'sha256:1' ? { ...kept, id, digest: id } : null), ofDigest: () => null },
      access: 'write',
      trouble: null,
    },
    scans: { scan: () => Promise.reject(new Problem('SCAN_FAILED', 'There is no scanner', { hint: '' })) },
    vault: { hiding: () => hiding([]) },
  } as unknown as RunDeps;
}

/** What is wrong with a report: a verdict without evidence, evidence without a verdict, a pass by what was not answered. */
function faults({ findings, summary }: Report, ill: ReadonlySet<string>): string[] {
  return findings.flatMap(({ id, verdict, evidence, stale, stop, detail }) => {
    const asked = (evidence?.request ?? '').split(', ').filter(Boolean);
    const gets = asked.filter((it) => it.startsWith('GET /') && !it.startsWith('GET /containers/'));
    return [
      ...(verdict === 'unchecked' && evidence !== null ? [`${id}: unchecked with evidence`] : []),
      ...(verdict === 'unchecked' && detail.trim() === '' ? [`${id}: unchecked without a reason`] : []),
      ...(['pass', 'warn', 'fail'].includes(verdict) && !(evidence?.request || evidence?.from)
        ? [`${id}: ${verdict} by nothing`]
        : []),
      ...(verdict === 'pass' ? gets.filter((it) => ill.has(it)).map((it) => `${id}: passes by ${it}`) : []),
      ...(stop && stale !== null ? [`${id}: a stop that is stale`] : []),
      ...(summary.pass > findings.length ? [`${id}: miscounted`] : []),
    ];
  });
}

describe.each(Object.entries(subjects))('whatever an engine answers about %s', (what, subject) => {
  test('nothing is found without evidence, nothing passes by what was not answered, nothing is changed or thrown', async () => {
    let reports = 0;
    let unchecked = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.infiniteStream(way(4)), fc.infiniteStream(way(60))),
        fc.constantFrom(...planWays),
        fc.boolean(),
        async (ways, planned, isScanned) => {
          const { engine, ill, changed } = engineOf(() => ways.next().value);
          const deps = depsOn(engine, planned, what === 'a service');
          const report = await runChecklist(deps, { subject, scan: isScanned }).catch((error: unknown) => {
            if (error instanceof Problem) return null;
            throw error;
          });
          expect(changed).toEqual([]);
          if (!report) return;
          reports++;
          unchecked += report.summary.unchecked;
          expect(faults(report, ill)).toEqual([]);
        },
      ),
      { numRuns: 100 },
    );
    expect(reports).toBeGreaterThan(5);
    expect(unchecked).toBeGreaterThan(reports);
  });
});
