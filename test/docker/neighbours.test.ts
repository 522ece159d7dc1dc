import { randomBytes } from 'node:crypto';
import Docker from 'dockerode';
import { afterAll, expect, test } from 'vitest';
import { strangersImage } from '#support/images';
import { freshName } from '#support/names';
import { type Neighbour, neighbourOn } from '#support/neighbour';
import type { Written } from '#support/service-file';
import { openCli } from './cli-stage.ts';

// The way of the wizard, with a file: somebody else's image, called by its neighbour, fed with real rows, and hardened.
const docker = new Docker();
const [service, network, name] = [freshName(), freshName(), `${freshName()}/ocr`];
const cli = openCli([service]);
const key = randomBytes(32).toString('hex');
let neighbour: Neighbour | undefined;

afterAll(async () => {
  await cli.run(`retire ${service} --yes`);
  await neighbour?.[Symbol.asyncDispose]();
  await docker.getNetwork(network).remove();
  await docker.getImage(`${name}:2026.11`).remove({ force: true });
  await cli[Symbol.asyncDispose]();
});

test("a stranger's image comes into service for its neighbour by a file alone", async () => {
  const image = await strangersImage(name, '2026.11');
  await docker.createNetwork({ Name: network });
  neighbour = await neighbourOn(network);
  const pixels = Array.from({ length: 64 }, (_, at) => (at % 16) / 16);
  const rows: object[] = Array.from({ length: 12 }, () => ({ image: pixels }));
  rows[3] = { image: pixels.slice(4) };
  rows[8] = { image: pixels.with(3, 'bright' as never) };
  cli.write('orders.jsonl', rows.map((row) => JSON.stringify(row)).join('\n'));
  const file: Written = {
    service,
    model: { image },
    scale: { memory: '128m' },
    front: { callers: 'network', networks: [{ name: network, alias: 'ocr' }], keys: ['shop'] },
    integration: { sample: 'orders.jsonl', mapping: { pixels: { from: 'image', factor: 16 } } },
  };
  cli.write('slipway.yaml', file);
  expect((await cli.run('secrets set shop', { stdin: key })).exit).toBe(0);

  const sample = await cli.run('sample -f slipway.yaml --send');
  expect(sample.exit).toBe(1);
  expect(sample.out).toMatch(/row 4 +pixels +shape +it has 60 elements/);
  expect(sample.out).toMatch(/row 9 +pixels +type +an element is the text "bright"/);
  expect(sample.out).toContain('10 of 12 requests answered');

  const hardened = await cli.run('harden -f slipway.yaml --json');
  const { security } = hardened.last as { security: NonNullable<Written['security']> };
  expect(security).toMatchObject({ readOnly: true, capDrop: ['ALL'] });
  cli.write('slipway.yaml', { ...file, security });

  expect((await cli.run('deploy -f slipway.yaml')).exit).toBe(0);
  expect(await neighbour.calls('ocr:8080')).toBe('401');
  expect(await neighbour.calls('ocr:8080', key)).toBe('200');
});
