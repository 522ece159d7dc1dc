import { existsSync } from 'node:fs';
import { arch } from 'node:process';
import Docker from 'dockerode';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Finding, Report } from '#contract/checklist';
import type { StopId } from '#contract/problem';
import { allChecks } from '#core/checklist/all';
import { imageFor, importedImage, tagged } from '#support/images';
import { freshImage, freshName } from '#support/names';
import { type Operator, openOperator } from '#support/operator';
import { until } from '#support/until';
import {
  administered,
  byId,
  careless,
  carelessImage,
  hardenedFile,
  overpowered,
  spokenFor,
  starved,
} from './checklist-stage.ts';

const docker = new Docker();
const hardened = hardenedFile();
/** Another one than any machine has that this runs on. */
const otherArchitecture = arch === 's390x' ? 'amd64' : 's390x';
const made: Docker.Container[] = [];
const images: string[] = [];
let operator: Operator;

/** What breaks them: containers of nobody's file, and a file of two lines. */
type Broken = 'careless' | 'overpowered' | 'administered' | 'starved' | 'strange' | 'bare';
const reports: Partial<Record<Broken | 'hardened', Report>> = {};

beforeAll(async () => {
  operator = await openOperator();
  const image = await carelessImage();
  const ollama = await tagged(imageFor('1.0.0'), freshImage('ollama'));
  const strange = await importedImage(freshImage(), otherArchitecture);
  images.push(image, ollama, strange);
  const containers = {
    careless: await docker.createContainer(careless(image)),
    overpowered: await docker.createContainer(overpowered(image)),
    administered: await docker.createContainer(administered(ollama)),
    starved: await docker.createContainer(starved(imageFor('1.0.0'))),
    strange: await docker.createContainer({ name: freshName(), Image: strange }),
  };
  made.push(...Object.values(containers));
  await Promise.all([containers.careless.start(), containers.administered.start(), containers.starved.start()]);
  await until('the engine tried its health command', async () => {
    const { State } = await containers.careless.inspect();
    return (State.Health?.Log?.length ?? 0) > 0;
  });
  // Twice as long: the engine waits longer before each start.
  const again = async () => (await containers.starved.inspect()).RestartCount >= 3;
  await until('the engine started it again', again).catch(() => until('the engine started it again and again', again));
  for (const [name, one] of Object.entries(containers))
    reports[name as Broken] = await running((await one.inspect()).Name.slice(1));
  await containers.starved.remove({ force: true });
});
beforeAll(async () => {
  await spokenFor(operator, hardened.service);
  await operator.put(hardened);
  const text = `service: ${freshName()}\nstage: production\nmodel: { image: ${imageFor('1.0.0')} }\n`;
  reports.bare = await operator.client.checklist.run({
    subject: { kind: 'file', file: { name: 'slipway.yaml', text } },
  });
  reports.hardened = await running(hardened.service);
});
afterAll(async () => {
  await Promise.allSettled(made.map((one) => one.remove({ force: true, v: true })));
  await operator?.retire(hardened.service);
  await Promise.allSettled(images.map((image) => docker.getImage(image).remove()));
  await operator?.[Symbol.asyncDispose]();
});

const running = (name: string): Promise<Report> =>
  operator.client.checklist.run({ subject: { kind: 'running', name } });
function found(of: Broken | 'hardened', id: string): Finding | undefined {
  const report = reports[of];
  return report && byId(report)[id];
}

const config = (path: string, value: unknown) => ({ [`Config.${path}`]: value });
const host = (path: string, value: unknown) => ({ [`HostConfig.${path}`]: value });
const listed = (...words: RegExp[]) => expect.arrayContaining(words.map((word) => expect.stringMatching(word)));
const mounted = (Source: string, Destination: string) => ({
  Mounts: expect.arrayContaining([expect.objectContaining({ Source, Destination })]),
});
/** Made of something that may hold a secret, or of no words of an engine's: no raw value is kept. */
const unseen = null;

type Row = readonly [id: string, broken: Broken, value: RegExp, raw: object | null, hardened: Finding['verdict']];
const rows: readonly Row[] = [
  ['SCA-01', 'careless', /^none$/, { ...host('NanoCpus', 0), ...host('CpuQuota', 0) }, 'pass'],
  ['SCA-02', 'careless', /^none$/, host('Memory', 0), 'pass'],
  ['SCA-04', 'overpowered', /^1 × 1048576 GiB, any CPU of/, host('Memory', 2 ** 50), 'pass'],
  ['SCA-06', 'bare', /^1$/, unseen, 'pass'],
  [
    'SCA-17',
    'overpowered',
    /^0; runtimes/,
    host('DeviceRequests', [expect.objectContaining({ DeviceIDs: ['0'] })]),
    'not-applicable',
  ],
  ['SCA-22', 'strange', new RegExp(`^${otherArchitecture}$`), { Architecture: expect.any(String) }, 'pass'],
  ['REL-01', 'careless', /^no$/, host('RestartPolicy.Name', expect.stringMatching(/^(no)?$/)), 'pass'],
  ['REL-02', 'administered', /^removed at its end$/, host('AutoRemove', true), 'pass'],
  ['REL-03', 'administered', /^none$/, unseen, 'pass'],
  ['REL-04', 'careless', /(starting|unhealthy), exit (-1|127)$/, unseen, 'not-applicable'],
  [
    'REL-07',
    'careless',
    /^restart no, no gateway$/,
    host('RestartPolicy.Name', expect.stringMatching(/^(no)?$/)),
    'pass',
  ],
  ['REL-10', 'starved', /([3-9]|\d\d) restarts$/, unseen, 'pass'],
  ['REL-11', 'starved', /^t-/, unseen, 'pass'],
  ['REL-13', 'careless', /^sh$/, unseen, 'pass'],
  ['REL-24', 'bare', /^0 of 3$/, unseen, 'pass'],
  ['MON-07', 'bare', /^nobody$/, unseen, 'pass'],
  ['MON-09', 'administered', /^none$/, host('LogConfig.Type', 'none'), 'pass'],
  ['MON-10', 'careless', /^json-file$/, host('LogConfig.Type', 'json-file'), 'pass'],
  ['VER-01', 'careless', /:latest$/, config('Image', expect.stringMatching(/:latest$/)), 'pass'],
  ['VER-04', 'careless', /^none$/, unseen, 'warn'],
  ['VER-07', 'careless', /^org\/digits at whatever is newest$/, unseen, 'pass'],
  ['VER-08', 'careless', /\/models\/digits\.pkl/, unseen, 'pass'],
  ['SEC-01', 'overpowered', /^privileged$/, host('Privileged', true), 'pass'],
  ['SEC-02', 'careless', /^root$/, config('User', ''), 'pass'],
  ['SEC-03', 'overpowered', /SYS_ADMIN added/, host('CapAdd', listed(/SYS_ADMIN$/)), 'pass'],
  ['SEC-04', 'careless', /^allowed$/, host('SecurityOpt', null), 'pass'],
  ['SEC-05', 'overpowered', /^unconfined$/, host('SecurityOpt', listed(/^seccomp=unconfined$/)), 'pass'],
  ['SEC-07', 'careless', /^writable, \d+ changed/, host('ReadonlyRootfs', false), 'pass'],
  ['SEC-08', 'careless', /docker\.sock/, mounted('/var/run/docker.sock', '/var/run/docker.sock'), 'pass'],
  ['SEC-09', 'careless', /\/etc at \/host\/etc/, mounted('/etc', '/host/etc'), 'pass'],
  ['SEC-10', 'overpowered', /^pid$/, host('PidMode', 'host'), 'pass'],
  ['SEC-11', 'careless', /0\.0\.0\.0:\d+ → 8080/, unseen, 'pass'],
  ['SEC-12', 'administered', /0\.0\.0\.0:\d+ → 8080/, config('Image', expect.stringMatching(/:ollama$/)), 'pass'],
  ['SEC-13', 'careless', /^none$/, host('PidsLimit', expect.toBeOneOf([0, null])), 'pass'],
  ['SEC-15', 'careless', /^bridge$/, { 'NetworkSettings.Networks': { bridge: expect.anything() } }, 'pass'],
  [
    'SEC-16',
    'overpowered',
    /^\/dev\/null, all: it is privileged$/,
    host('Devices', [expect.objectContaining({ PathOnHost: '/dev/null' })]),
    'pass',
  ],
  ['SEC-19', 'careless', /^HF_TOKEN$/, unseen, 'pass'],
  ['SEC-20', 'careless', /answered without credentials/, unseen, 'pass'],
  ['SEC-33', 'careless', /^--trust-remote-code$/, unseen, 'pass'],
  ['SEC-34', 'careless', /\/tmp at \/models/, mounted('/tmp', '/models'), 'not-applicable'],
  ['INT-05', 'bare', /^none$/, unseen, 'accepted'],
  ['INT-13', 'bare', /^0$/, unseen, 'pass'],
  ['EVO-01', 'bare', /^never$/, unseen, 'pass'],
  ['EVO-02', 'bare', /^nobody$/, unseen, 'pass'],
  ['EVO-05', 'careless', /^\d+ days$/, { Created: expect.stringMatching(/^2020-01-01/) }, 'pass'],
];

test.each(rows)(
  '%s fails on what is %s, with what was read, and not on the hardened sample',
  (id, broken, value, raw, well) => {
    const ill = found(broken, id);
    expect(ill).toMatchObject({ verdict: 'fail', evidence: { value: expect.stringMatching(value) } });
    if (raw !== null) expect(ill?.evidence?.raw).toMatchObject(raw);
    const good = found('hardened', id);
    expect(good).toMatchObject({ verdict: well });
    if (well === 'pass') expect(good?.evidence?.value).toMatch(/\S/);
  },
);

/** What no container, image or file by itself breaks, and where it is broken instead. */
const elsewhere: Readonly<Record<string, readonly string[]>> = {
  'needs a load, a drill, a scan, a record or a series: core/checklist/cases.ts': [
    'SCA-08',
    'SCA-09',
    'REL-09',
    'REL-12',
    'REL-16',
    'MON-06',
    'SEC-25',
  ],
  'needs a server that answers otherwise than the sample: core/checklist/cases.ts': [
    'MON-01',
    'MON-02',
    'MON-18',
    'VER-05',
    'INT-01',
  ],
  'needs replicas that differ, or another release: core/checklist/cases.ts': ['VER-02', 'VER-06', 'INT-03'],
  'needs a gateway with callers: callers.test.ts': ['SEC-22'],
  'needs somebody who agrees to wrong requests: rows.test.ts': ['INT-06'],
  'a stop of the plan: see `stops`': ['taken-by-another', 'not-resolvable', 'VER-10', 'VER-11'],
};

test('every check is broken here, asks a person, or is broken where it says', () => {
  const asked = allChecks.filter(({ asks }) => asks !== undefined).map(({ id }) => id);
  const named = [...rows.map(([id]) => id), ...Object.values(elsewhere).flat()];
  expect(new Set(named).size).toBe(named.length);
  const missing = allChecks.map(({ id }) => id).filter((id) => !named.includes(id) && !asked.includes(id));
  expect(missing).toEqual([]);
});

/** Where each of the twelve is broken: here, by the check, or in the file that has the plan or the deployment say no. */
const stops: Readonly<Record<StopId, string>> = {
  'wrong-architecture': 'SCA-22',
  'does-not-fit': 'SCA-04',
  'gpu-absent': 'SCA-17',
  privileged: 'SEC-01',
  'administration-open': 'SEC-12',
  'secret-visible': 'SEC-19',
  'open-without-key': 'SEC-20',
  'taken-by-another': 'deploy-stopped.test.ts',
  'not-resolvable': 'deploy-stopped.test.ts',
  'no-way-back': 'deploy-weights.test.ts',
  'no-right-answer': 'deploy-taken-back.test.ts',
  'breaking-change': 'deploy-breaking.test.ts',
};

test.each(Object.entries(stops))('%s is broken by %s', (stop, where) => {
  const row = rows.find(([id]) => id === where);
  if (row) expect(found(row[1], where)).toMatchObject({ verdict: 'fail', stop: true });
  else expect(existsSync(new URL(where, import.meta.url))).toBe(true);
  const check = allChecks.find((it) => it.stop === stop && (!row || it.id === where));
  expect(check?.id).toMatch(/\w/);
});

test('it stops at what may never go ahead, and tells no secret', () => {
  const stopsOf = (of: Broken) =>
    (reports[of]?.findings ?? [])
      .filter(({ stop }) => stop)
      .map(({ id }) => id)
      .sort();
  expect(stopsOf('careless')).toEqual(['SEC-08', 'SEC-19', 'SEC-20']);
  expect(stopsOf('overpowered')).toEqual(['SCA-04', 'SCA-17', 'SEC-01']);
  expect(stopsOf('administered')).toEqual(['SEC-12', 'SEC-20']);
  expect(stopsOf('strange')).toEqual(['SCA-22']);
  expect(JSON.stringify(reports.careless)).not.toContain('hf_0123456789');
  expect(reports.careless?.next.slice(0, 4).map(({ stop }) => stop)).toEqual([true, true, true, false]);
});
