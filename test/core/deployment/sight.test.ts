import { expect, test } from 'vitest';
import { Problem, type ProblemCode } from '#contract/problem';
import { sightOf } from '#core/deployment/sight';
import type { Site } from '#core/deployment/site';
import type { Engine } from '#core/docker/types';

const shown = `epoch 4
workers 1
--- info
Start_time_sec: 1893456000
Description: slipway epoch=4 hash=abcd
--- servers
--- stat
# pxname,svname,scur,qcur,status,weight,hrsp_2xx,hrsp_5xx,eresp
models,r2.slipway-digits-r2-1,4,1,UP,100,40,2,1
--- counters
`;
const asked = { epoch: 4, release: 'r2', since: null };
const never = new AbortController().signal;
const problem = (code: ProblemCode) => new Problem(code, code, { hint: 'h' });
const state = { Running: true, Restarting: false, StartedAt: '2030' };

/** A site with one replica, whose engine answers as told. */
function siteWith(verbs: Partial<Engine>): Site {
  const engine: Partial<Engine> = {
    inspectContainer: async () => ({ State: state, RestartCount: 1 }) as never,
    exec: async () => ({ code: 0, stdout: shown, stderr: '' }),
    logs: async () => [{ time: '2030', stream: 'stdout', line: 'a 4 1.0 r2.slipway-digits-r2-1 200 7 1 0 9 -- 0 1 x' }],
    ...verbs,
  };
  const found = { gateway: 'gateway', switchedTo: ['slipway-digits-r2-1'] };
  return { engine, found, containers: new Map() } as unknown as Site;
}

test('one look has the processes, the health and what callers got', async () => {
  const sight = await sightOf(siteWith({}), asked, never);
  expect(sight?.starts.get('slipway-digits-r2-1')).toEqual({ running: true, at: '2030', restarts: 1 });
  expect(sight?.look?.servers).toMatchObject([{ replica: 'slipway-digits-r2-1', up: true }]);
  expect(sight?.counts).toEqual({ requests: 43, errors: 3 });
  expect(sight?.waiting).toBe(5);
  expect(sight?.lines.map(({ total }) => total)).toEqual([7]);
});

test.each<ProblemCode>(['HOST_UNREACHABLE', 'TIMED_OUT'])('an engine that is away (%s) shows nothing', async (code) => {
  const inspectContainer = () => Promise.reject(problem(code));
  expect(await sightOf(siteWith({ inspectContainer }), asked, never)).toBeNull();
});

test('an engine that goes away between two calls shows nothing either', async () => {
  const exec = () => Promise.reject(problem('HOST_UNREACHABLE'));
  expect(await sightOf(siteWith({ exec }), asked, never)).toBeNull();
});

test('an engine that does not answer in time is away', async () => {
  const inspectContainer: Engine['inspectContainer'] = (_id, signal) =>
    new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
  expect(await sightOf(siteWith({ inspectContainer }), asked, never)).toBeNull();
});

test.each<ProblemCode>(['ENGINE_NOT_FOUND', 'ENGINE_CONFLICT', 'GATEWAY_FAILED', 'TIMED_OUT'])(
  'a gateway that answers nothing while its engine does (%s) is seen as such',
  async (code) => {
    const exec = () => Promise.reject(problem(code));
    expect(await sightOf(siteWith({ exec }), asked, never)).toMatchObject({ look: null, counts: null });
  },
);

test('a container that is gone is an answer, and one between two starts does not run', async () => {
  const gone = await sightOf(siteWith({ inspectContainer: async () => null }), asked, never);
  expect(gone?.starts.get('slipway-digits-r2-1')).toBeNull();
  const restarting = async () => ({ State: { ...state, Restarting: true }, RestartCount: 2 }) as never;
  const between = await sightOf(siteWith({ inspectContainer: restarting }), asked, never);
  expect(between?.starts.get('slipway-digits-r2-1')).toMatchObject({ running: false, restarts: 2 });
});

test('whoever ends the watch ends the look', async () => {
  const enough = AbortSignal.abort(new Error('enough'));
  const inspectContainer = () => Promise.reject(problem('TIMED_OUT'));
  await expect(sightOf(siteWith({ inspectContainer }), asked, enough)).rejects.toThrow('enough');
});

test('an engine that goes while its gateway is asked shows nothing, and is not waited for', async () => {
  const silent = (_: unknown, __: unknown, options?: { signal?: AbortSignal }) =>
    new Promise<never>((_resolve, reject) => {
      options?.signal?.addEventListener('abort', () => reject(options.signal?.reason));
    });
  const frozen = siteWith({
    exec: silent as Engine['exec'],
    hostTime: (signal) => silent(null, null, signal && { signal }),
  });
  expect(await sightOf(frozen, asked, never)).toBeNull();
});
