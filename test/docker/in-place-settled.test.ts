import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { siteOf } from '#core/deployment/carry-out';
import { perform, takeBack } from '#core/deployment/perform';
import type { Site } from '#core/deployment/site';
import { readRequest, type WorkedOut, workOut } from '#core/deployment/work-out';
import { names } from '#core/docker/labels';
import { leftovers } from '#support/left';
import { noSecrets } from '#support/no-secrets';
import { type Operator, openOperator } from '#support/operator';
import { digits, serviceFile } from '#support/service-file';

let operator: Operator;
const file = serviceFile({
  strategy: { kind: 'in-place', drain: '1s', watch: '0s' },
  scale: { replicas: 1, memory: '128m' },
});
const { service } = file;
const next = { ...file, model: digits('1.1.0') };
beforeAll(async () => {
  operator = await openOperator();
  await operator.put(file);
});
afterAll(async () => {
  await operator.retire(service);
  await operator[Symbol.asyncDispose]();
});

const { signal } = new AbortController();

async function work(): Promise<WorkedOut> {
  const { engine } = operator;
  const info = await engine.info();
  const gateway = await engine.inspectContainer(names.gateway(service));
  if (!gateway) throw new Error('there is no gateway');
  const request = await readRequest({ kind: 'deploy', file: { name: 'slipway.yaml', text: JSON.stringify(next) } }, {});
  const image = { reference: gateway.Config.Image, id: gateway.Image, explicit: false };
  const host = { name: 'local', engine, info };
  return workOut(request, {
    host,
    gateway: image,
    deployment: 'T',
    highest: 0,
    reader: null,
    accepted: [],
    vault: noSecrets(),
    signal,
  });
}

/** A deployment as a process has it that knows what was wanted and observed, and nothing of what was done. */
async function site(work: WorkedOut): Promise<Site> {
  const { engine } = operator;
  const made = siteOf({
    id: 'T',
    host: { name: 'local', engine, info: work.observed.engine },
    // Only what is said on the way goes there.
    store: { deployments: { append: () => undefined } } as never,
    vault: noSecrets(),
    operator: 'grace',
    lock: { signal, confirmed: Promise.resolve(), check: () => {}, [Symbol.asyncDispose]: async () => {} },
    work,
    startedAt: performance.now(),
    findings: [],
    cancelled: signal,
    told: () => {},
  });
  const { epoch } = await operator.kept(service);
  return { ...made, found: { ...made.found, epoch: epoch + 1, firstEpoch: epoch + 1 } };
}

const asItWas = async () => ({
  ids: await operator.ids(service),
  left: await leftovers(service),
  state: (await operator.status(service)).state,
  policies: (await operator.containers(service)).map(({ HostConfig }) => HostConfig.RestartPolicy?.Name),
});

test.each(['pause', 'drain', 'stop', 'start', 'verify', 'keep'] as const)(
  'what was begun up to %s is taken back by another process, and again without harm',
  async (last) => {
    const before = await asItWas();
    const planned = await work();
    const { steps } = planned.planned;
    const begun = steps.slice(0, steps.findLastIndex((step) => step.do === last) + 1);
    const first = await site(planned);
    for (const step of begun) await perform(step, first, signal);
    await first.found.reach?.[Symbol.asyncDispose]();
    for (let times = 1; times <= 2; times++) {
      const other = await site(planned);
      for (const step of begun.toReversed()) await takeBack(step, other, signal);
      await other.found.reach?.[Symbol.asyncDispose]();
      expect(await asItWas()).toEqual(before);
    }
    expect((await operator.kept(service)).serving).not.toHaveProperty('paused');
  },
);

test('steps that were done already are done again without harm', async () => {
  const planned = await work();
  const moving = ['pin', 'pause', 'drain', 'stop'];
  const first = await site(planned);
  for (const step of planned.planned.steps.filter((it) => it.do === 'create' || moving.includes(it.do)))
    await perform(step, first, signal);
  await first.found.reach?.[Symbol.asyncDispose]();
  const other = await site(planned);
  for (const step of planned.planned.steps.filter((it) => moving.includes(it.do))) await perform(step, other, signal);
  for (const step of planned.planned.steps.toReversed())
    if (step.do === 'create' || moving.includes(step.do)) await takeBack(step, other, signal);
  await other.found.reach?.[Symbol.asyncDispose]();
  expect((await operator.status(service)).state).toBe('serving');
});

test('a colleague who knows nothing of it sees what served before, and deploys over it', async () => {
  const planned = await work();
  const left = await site(planned);
  for (const step of planned.planned.steps) {
    if (step.do === 'start') break;
    await perform(step, left, signal);
  }
  await left.found.reach?.[Symbol.asyncDispose]();
  const since = Date.now();
  await pause(3_000);
  await using heidi = await openOperator('heidi');
  expect(await heidi.status(service)).toMatchObject({
    state: 'down',
    reason: 'a change in place was begun and not ended',
    release: { release: 'r1' },
  });
  const { from, kind, evidence, id } = await heidi.put(next);
  expect(from).toMatchObject({ release: 'r1' });
  // She says whose deployment she settles, and since when nobody was answered: not only since she began.
  expect(kind).toBe('deploy');
  const settles =
    /^An interrupted deployment of grace \(T\) is settled with this; what it left is removed: \S+-r2-1; since/;
  expect(evidence.findings).toContainEqual(expect.stringMatching(settles));
  expect(evidence.gapMs).toBeGreaterThan(3_000);
  expect(evidence.gapMs).toBeLessThan(Date.now() - since + 5_000);
  expect((await heidi.kept(service)).deployments.at(-1)).toMatchObject({ id, settles: ['T'] });
  expect((await heidi.status(service)).replicas).toHaveLength(1);
  expect(await leftovers(service)).not.toContain(`container slipway-${service}-r1-1`);
});
