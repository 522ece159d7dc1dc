import { afterAll, beforeAll, expect, test } from 'vitest';
import { localUrl } from '#core/docker/local';
import { freshName } from '#support/names';
import { type Operator, openOperator } from '#support/operator';
import { digits } from '#support/service-file';
import { openWire, type Wire } from '#support/wire';

/** What a look before a deployment may cost an engine, once the console is connected to it. */
const most = 10;
let operator: Operator;
let wire: Wire;
let asked: string[] = [];

beforeAll(async () => {
  [operator, wire] = await Promise.all([openOperator(), openWire(localUrl(process.env).replace('unix://', ''))]);
  wire.rule = ({ method, path }) => {
    asked.push(`${method} ${path}`);
    return { fate: 'pass' };
  };
});
afterAll(async () => {
  await wire?.[Symbol.asyncDispose]();
  await operator?.[Symbol.asyncDispose]();
});

async function checked(file: object): Promise<string[]> {
  const subject = { kind: 'file', file: { name: 'slipway.yaml', text: JSON.stringify(file) } } as const;
  const { problem, findings } = await operator.client.checklist.run({ subject, host: 'wired' });
  expect(problem).toBeNull();
  expect(findings.filter(({ evidence }) => evidence !== null).length).toBeGreaterThanOrEqual(20);
  return asked;
}

test('a look at a file before its first deployment asks the engine at most ten times, and changes nothing', async () => {
  await operator.client.hosts.add({ name: 'wired', url: wire.url });
  const file = { service: freshName(), stage: 'internal', model: digits('1.0.0') };
  await checked(file);
  asked = [];
  const calls = await checked(file);
  expect(calls.length, calls.join('\n')).toBeLessThanOrEqual(most);
  expect(wire.changes).toEqual([]);
});
