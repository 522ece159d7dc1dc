import Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { localUrl } from '#core/docker/local';
import { freshName } from '#support/names';
import { type Operator, openOperator } from '#support/operator';
import { digits } from '#support/service-file';
import { openWire, type Wire } from '#support/wire';
import { asked, byId, foreign, hardenedFile, spokenFor } from './checklist-stage.ts';

const docker = new Docker();
const network = freshName();
const hardened = hardenedFile();
let operator: Operator;
let wire: Wire;
let stranger: Docker.Container;

beforeAll(async () => {
  operator = await openOperator();
  wire = await openWire(localUrl(process.env).replace('unix://', ''));
  await spokenFor(operator, hardened.service);
  await docker.createNetwork({ Name: network });
  stranger = await docker.createContainer(foreign('slipway-sample/digits:1.0.0', network));
  await Promise.all([stranger.start(), operator.put(hardened)]);
});
afterAll(async () => {
  await stranger?.remove({ force: true, v: true });
  await docker.getNetwork(network).remove();
  await operator?.retire(hardened.service);
  await wire?.[Symbol.asyncDispose]();
  await operator?.[Symbol.asyncDispose]();
});

const check = async (subject: string, host?: string) =>
  operator.client.checklist.run({ subject: { kind: 'running', name: subject }, ...(host ? { host } : {}) });

describe('the hardened sample', () => {
  test('the golden requests were asked of the hardened one, and what nobody measured is unchecked', async () => {
    const good = await check(hardened.service);
    expect(good.subject).toMatchObject({
      kind: 'service',
      stage: 'production',
      release: { release: 'r1', version: '1.0.0' },
    });
    expect(byId(good)).toMatchObject({
      'VER-11': { verdict: 'pass', evidence: { value: '1 of 1 right' } },
      'VER-02': { verdict: 'pass' },
      'VER-05': { verdict: 'pass', evidence: { value: 'digits' } },
      'MON-01': { verdict: 'pass' },
      'INT-01': { verdict: 'pass' },
      'REL-10': { verdict: 'pass' },
      'SCA-04': { verdict: 'pass' },
      'SCA-08': { verdict: 'unchecked', evidence: null },
      'REL-09': { verdict: 'unchecked', evidence: null },
      'SEC-25': { verdict: 'unchecked', evidence: null },
    });
    const ids = (wanted: string) => good.findings.filter(({ verdict }) => verdict === wanted).map(({ id }) => id);
    expect([ids('fail'), ids('accepted')]).toEqual([[], ['INT-05']]);
    expect(ids('pass')).toEqual(expect.arrayContaining([...asked]));
  });
});

describe('a stranger’s container', () => {
  test('gives twenty findings and more with evidence, and is not touched', async () => {
    const { Id, Name } = await stranger.inspect();
    const since = Math.floor((await operator.engine.hostTime()) / 1000);
    await operator.client.hosts.add({ name: 'wired', url: wire.url });
    const found = await check(Name.slice(1), 'wired');
    await operator.client.hosts.remove({ name: 'wired' });
    const events = await eventsOf(Id, since);
    expect(events).toEqual([]);
    expect(wire.changes).toEqual([]);
    expect(found.subject).toMatchObject({ kind: 'container', name: Name.slice(1), host: 'wired', stage: 'trial' });
    expect(found.findings.filter(({ evidence }) => evidence !== null).length).toBeGreaterThanOrEqual(20);
    expect(byId(found)).toMatchObject({
      'INT-01': { verdict: 'pass', evidence: { value: expect.stringContaining('oip-v2 (certain), digits') } },
      'REL-01': {
        verdict: 'pass',
        evidence: {
          request: expect.stringMatching(/^GET \/containers\/[0-9a-f]{12}\/json$/),
          raw: { 'HostConfig.RestartPolicy.Name': 'unless-stopped' },
        },
      },
      'SCA-06': { verdict: 'unchecked' },
      'SEC-20': { verdict: 'pass' },
    });
    expect(found.summary.stops).toBe(0);
  });

  test('that does not run is judged by what it was created with', async () => {
    await stranger.stop({ t: 1 });
    const { Name } = await stranger.inspect();
    const { findings } = await check(Name.slice(1));
    const all = Object.fromEntries(findings.map((it) => [it.id, it]));
    expect(all['INT-01']).toMatchObject({ verdict: 'unchecked', detail: 'It does not run.' });
    expect(all['SEC-04']).toMatchObject({ verdict: 'fail' });
  });
});

async function eventsOf(id: string, since: number): Promise<string[]> {
  const upTo = Math.ceil((await operator.engine.hostTime()) / 1000) + 1;
  const stream = await docker.getEvents({ since, until: upTo, filters: { container: [id] } });
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk as Uint8Array));
  const lines = Buffer.concat(chunks).toString().split('\n').filter(Boolean);
  return lines.map((line) => (JSON.parse(line) as { Action: string }).Action);
}

describe('a file before it is deployed', () => {
  const judged = (file: object) =>
    operator.client.checklist.run({
      subject: { kind: 'file', file: { name: 'slipway.yaml', text: JSON.stringify(file) } },
    });
  const fresh = () => ({ service: freshName(), model: digits('1.0.0') });

  test('of two lines has no stop', async () => {
    const { summary, subject, problem } = await judged({
      service: freshName(),
      model: { image: 'slipway-sample/digits:1.0.0' },
    });
    expect(summary.stops).toBe(0);
    expect(problem).toBeNull();
    expect(subject).toMatchObject({ kind: 'file', stage: 'trial', release: { release: 'r1', version: '1.0.0' } });
  });

  test.each<[string, () => object, string]>([
    ['more processors than there are', () => ({ ...fresh(), scale: { cpus: 1000 } }), 'SCA-04'],
    ['open to others without a key', () => ({ ...fresh(), front: { callers: 'others' } }), 'SEC-20'],
    [
      'a GPU that is not there',
      () => ({ ...fresh(), model: { ...digits('1.0.0'), gpus: ['0'] }, strategy: { kind: 'in-place' } }),
      'SCA-17',
    ],
    ['a port that is taken', () => ({ ...fresh(), front: { port: Number(taken()) } }), 'taken-by-another'],
  ])('%s is a stop', async (_, file, id) => {
    const report = await judged(file());
    expect(report.findings.filter(({ stop }) => stop).map((it) => it.id)).toEqual([id]);
    expect(report.summary.stops).toBe(1);
  });

  test('what was measured of what serves is told of the same file, and is stale for another image', async () => {
    const same = byId(await judged(hardened));
    expect(same['MON-01']).toMatchObject({ verdict: 'pass', stale: null, evidence: { value: expect.any(String) } });
    const { integration } = hardened;
    const owned = await judged({
      ...hardened,
      integration: { ...integration, owner: 'grace' },
      review: { every: '30d' },
    });
    expect(owned.summary.stale).toBe(0);
    const other = await judged({ ...hardened, model: { ...hardened.model, image: 'slipway-sample/digits:1.1.0' } });
    expect(byId(other)).toMatchObject({
      'MON-01': { verdict: 'pass', stale: expect.stringContaining('The image is another') },
      'REL-10': { verdict: 'pass', stale: expect.stringContaining('The image is another') },
    });
    expect(other.summary.stale).toBeGreaterThan(0);
  });

  const taken = () => ports[0];
  const ports: string[] = [];
  beforeAll(async () => {
    ports.push((await operator.address(hardened.service)).split(':')[1] ?? '');
  });
});
