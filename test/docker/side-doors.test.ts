import { afterAll, beforeAll, expect, test } from 'vitest';
import { serverNamed } from '#core/model/servers/known';
import { freshName } from '#support/names';
import { type Operator, openOperator } from '#support/operator';
import { llamaImage } from '#support/server-images';
import { tinyGguf } from '#support/tiny-gguf';
import { freshVolume, writeBytes } from '#support/volumes';
import { marker } from './secrets-stage.ts';

const service = freshName();
const key = marker();
let operator: Operator;
let volume: string;

beforeAll(async () => {
  operator = await openOperator();
  volume = await freshVolume(operator.engine);
  await writeBytes(operator.engine, volume, { 'tiny.gguf': tinyGguf() });
  await operator.client.secrets.set({ name: 'shop', value: Buffer.from(key).toString('base64') });
  const command = ['llama-server', '-m', '/models/tiny.gguf', '--host', '0.0.0.0', '--port', '8080', '-c', '256'];
  const request = {
    method: 'POST' as const,
    path: '/v1/completions',
    body: { prompt: 'a', max_tokens: 2, temperature: 0 },
  };
  await operator.put({
    service,
    stage: 'trial',
    model: {
      image: await llamaImage(),
      command: [...command, '--slots', '--props'],
      port: 8080,
      volumes: [{ source: volume, target: '/models', readOnly: true }],
      ready: { within: '120s' },
    },
    golden: [{ name: 'says on', request, expect: { validJson: true } }],
    front: { keys: ['shop'] },
    scale: { replicas: 1, memory: '1g' },
  });
}, 300_000);

afterAll(async () => {
  await operator?.retire(service);
  if (volume) await operator.engine.removeVolume(volume);
  await operator?.[Symbol.asyncDispose]();
});

const asked = async (method: string, path: string, headers: Record<string, string> = {}): Promise<number> => {
  const answer = await fetch(`http://${await operator.address(service)}${path}`, {
    method,
    headers,
    ...(method === 'POST' ? { body: '{}' } : {}),
  });
  await answer.arrayBuffer();
  return answer.status;
};

test('every side door of a real llama.cpp is closed at the gateway to who has no key, and open to who has', async () => {
  const doors = serverNamed('llama-cpp')?.sideDoors ?? [];
  expect(doors.length).toBeGreaterThan(5);
  const closed = await Promise.all(doors.map(async ({ method, path }) => [method, path, await asked(method, path)]));
  expect(closed).toEqual(doors.map(({ method, path }) => [method, path, 401]));
  for (const path of ['/slots', '/props'])
    expect([path, await asked('GET', path, { 'x-api-key': key })]).toEqual([path, 200]);
});

test('the checklist has asked them itself, and says so', async () => {
  const { findings } = await operator.client.checklist.run({ subject: { kind: 'running', name: service } });
  expect(findings.find(({ id }) => id === 'SEC-20')).toMatchObject({ verdict: 'pass' });
});
