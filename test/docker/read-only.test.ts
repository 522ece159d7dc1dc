import { afterAll, beforeAll, expect, test } from 'vitest';
import { names } from '#core/docker/labels';
import { localUrl } from '#core/docker/local';
import { freshName } from '#support/names';
import { type Operator, openOperator } from '#support/operator';
import { serviceFile } from '#support/service-file';
import { openWire, type Wire } from '#support/wire';

const file = serviceFile({ scale: { replicas: 1 } });
const host = 'guarded';
let operator: Operator;
let wire: Wire;
/** A container that is no service's, never started. */
const stranger = freshName();

beforeAll(async () => {
  [operator, wire] = await Promise.all([openOperator(), openWire(localUrl(process.env).replace('unix://', ''))]);
  await operator.put(file);
  await operator.client.hosts.add({ name: host, url: wire.url });
  await operator.client.hosts.guard({ name: host, mode: 'read-only' });
  await operator.engine.createContainer({ name: stranger, Image: file.model.image });
});
afterAll(async () => {
  await operator?.retire(file.service);
  await operator?.engine.removeContainer(stranger);
  await wire?.[Symbol.asyncDispose]();
  await operator?.[Symbol.asyncDispose]();
});

test('a read-only host refuses every act with what, where and what to do, and its engine is asked to change nothing', async () => {
  const { client } = operator;
  const { service } = file;
  const written = { name: 'slipway.yaml', text: JSON.stringify({ ...file, note: 'another' }) };
  const subject = { kind: 'file', file: written } as const;
  const options = { host, allowGap: true, agreed: host };
  const acts = [
    { kind: 'deploy', file: written },
    { kind: 'scale', service, replicas: 2 },
    { kind: 'restart', service },
    { kind: 'rollback', service, exact: false },
    { kind: 'retire', service },
  ] as const;
  const refused = [
    ...acts.map((act) => client.deployment.start({ act, options })),
    client.candidate.start({ text: written.text, host }),
    client.harden.start({ subject, host }),
    client.probes.run({ subject, host, agreed: true }),
    client.containers.act({ container: stranger, act: 'restart', host, agreed: host }),
  ];
  for (const one of await Promise.allSettled(refused)) {
    expect(one).toMatchObject({
      status: 'rejected',
      reason: {
        code: 'READ_ONLY',
        message: expect.stringMatching(/^.* is refused: the host guarded is read-only/),
        hint: expect.stringContaining(`slipway hosts mode ${host} confirm`),
      },
    });
  }
  expect(wire.changes).toEqual([]);
  const { hosts } = await client.inventory.next({});
  expect(hosts.find(({ name }) => name === host)).toMatchObject({ mode: 'read-only', production: false });
});

test('looking at a read-only host still works, and changes nothing there either', async () => {
  const { client } = operator;
  const { service } = file;
  const at = { subject: names.replica(service, 1, 1), host };
  // A host that takes longer than its limit to answer is told as unknown, and asked again.
  await expect
    .poll(async () => (await client.service.show({ service, host })).status, { timeout: 30_000 })
    .toMatchObject({ service, state: 'serving' });
  const act = { kind: 'scale', service, replicas: 2 } as const;
  const { steps } = await client.deployment.plan({ act, options: { host } });
  expect(steps.map((step) => step.do)).toContain('create');
  expect(await client.model.inspect(at)).toMatchObject({
    subject: 'container',
    reasons: expect.arrayContaining([expect.stringContaining('read-only')]),
  });
  const { findings, problem } = await client.checklist.run({ subject: { kind: 'running', name: service }, host });
  expect(problem).toBeNull();
  expect(findings.some(({ verdict }) => verdict === 'pass')).toBe(true);
  expect(await client.deployment.settle({ service })).toEqual({ settled: [] });
  expect(wire.changes).toEqual([]);
});
