import {
  chmodSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { Fix } from '#contract/checklist';
import { deployment, serving, stateEvent, step, stepEvent } from './samples.ts';
import { type Replies, shell } from './shell.ts';

const before = 'service: shop\nmodel: { image: shop:1.4.0 }\nreliability: { restart: "no" } # once\n';
const after = before.replace('"no"', '"always"');
const summary = { pass: 9, warn: 1, fail: 2, unchecked: 3, notApplicable: 0, accepted: 0, stale: 0, stops: 0 };
const fix: Fix = {
  subject: { kind: 'file', name: 'shop', host: 'local' },
  text: after,
  applied: [
    {
      id: 'REL-01',
      title: 'What ends stays away',
      text: 'Let it always start again.',
      change: 'recreate',
      set: [{ path: ['reliability', 'restart'], value: 'always' }],
    },
  ],
  left: [{ id: 'EVO-02', title: 'Nobody is named to ask', why: 'No setting brings it about. Name an owner.' }],
  plan: null,
  problem: null,
  after: { summary, stops: [] },
  change: 'recreate',
};
const none: Fix = { ...fix, text: before, applied: [], left: [], change: 'none' };

let cwd: string;
let file: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'slipway-fix-'));
  file = join(cwd, 'shop.yaml');
  writeFileSync(file, before);
  onTestFinished(() => rmSync(cwd, { recursive: true }));
});
const content = () => readFileSync(file, 'utf8');

function replying(answer: Fix, more: Replies = {}) {
  const asked: unknown[] = [];
  const reply = async (input: unknown) => {
    asked.push(input);
    return answer;
  };
  return { asked, replies: { ...more, checklist: { fix: reply } } satisfies Replies };
}

describe('a file', () => {
  test('is written with what was set, and a person reads what, and whether it takes new containers', async () => {
    const { replies, asked } = replying(fix);
    const here = shell({ replies, cwd });
    expect(await here.run('check', '-f', 'shop.yaml', '--fix', '--yes')).toBe(0);
    expect(asked).toEqual([{ subject: { kind: 'file', file: { name: file, text: before } }, host: undefined }]);
    expect(content()).toBe(after);
    expect(here.out()).toMatch(
      /^file shop on local: 1 remedy\n {2}REL-01 {2}recreate {2}reliability\.restart: always\n {4}→ Let it always start again\.\n/,
    );
    expect(here.out()).toMatch(/Left to you\n {2}EVO-02 {2}Nobody is named to ask\n {4}→ No setting brings it about/);
    expect(here.out()).toMatch(/Then: 0 stops · 2 fail · 1 warn/);
    expect(here.out()).toMatch(/Wrote shop\.yaml\.\n$/);
  });

  test('words beside it are the ids of checks', async () => {
    const { replies, asked } = replying(fix);
    expect(await shell({ replies, cwd }).run('check', '-f', 'shop.yaml', '--fix', 'REL-01', 'SEC-02', '--yes')).toBe(0);
    expect(asked).toMatchObject([{ ids: ['REL-01', 'SEC-02'] }]);
  });

  test('keeps its rights, and the link that leads to it', async () => {
    const link = join(cwd, 'link.yaml');
    symlinkSync(file, link);
    chmodSync(file, 0o640);
    expect(await shell({ replies: replying(fix).replies, cwd }).run('check', '-f', 'link.yaml', '--fix', '--yes')).toBe(
      0,
    );
    expect([content(), statSync(file).mode & 0o777, readlinkSync(link)]).toEqual([after, 0o640, file]);
  });

  test('is not written without a yes: a terminal is asked, and without one it is exit 2', async () => {
    const asked = shell({ replies: replying(fix).replies, cwd, tty: true, stdin: 'n\n' });
    expect(await asked.run('check', '-f', 'shop.yaml', '--fix')).toBe(2);
    expect(asked.err()).toContain('1 remedy would be written into shop.yaml. Go ahead? [y/N]');
    const piped = shell({ replies: replying(fix).replies, cwd });
    expect(await piped.run('check', '-f', 'shop.yaml', '--fix')).toBe(2);
    expect(piped.out()).toContain('REL-01');
    expect(piped.err()).toContain('--yes');
    const json = shell({ replies: replying(fix).replies, cwd });
    expect(await json.run('check', '-f', 'shop.yaml', '--fix', '--json')).toBe(2);
    expect(json.json()).toEqual([
      { ...fix, written: null, error: expect.objectContaining({ code: 'CONFIRMATION_NEEDED' }) },
    ]);
    expect(content()).toBe(before);
    const yes = shell({ replies: replying(fix).replies, cwd, tty: true, stdin: 'y\n' });
    expect(await yes.run('check', '-f', 'shop.yaml', '--fix')).toBe(0);
    expect(content()).toBe(after);
  });

  test('from standard input is printed, and nothing beside it', async () => {
    const here = shell({ replies: replying(fix).replies, stdin: before });
    expect(await here.run('check', '-f', '-', '--fix')).toBe(0);
    expect(here.out()).toBe(after);
    expect(here.err()).toContain('REL-01');
  });

  test('under --json it is one object that says where it was written', async () => {
    const here = shell({ replies: replying(fix).replies, cwd });
    expect(await here.run('check', '-f', 'shop.yaml', '--fix', '--yes', '--json')).toBe(0);
    expect(here.json()).toEqual([{ ...fix, written: file }]);
    const nothing = shell({ replies: replying(none).replies, cwd });
    expect(await nothing.run('check', '-f', 'shop.yaml', '--fix', '--json')).toBe(0);
    expect(nothing.json()).toEqual([{ ...none, written: null }]);
  });

  test('that somebody changed meanwhile is left alone', async () => {
    const { checklist } = replying(fix).replies;
    const late = async (input: unknown) => {
      writeFileSync(file, `${before}# theirs\n`);
      return await checklist.fix(input);
    };
    const here = shell({ replies: { checklist: { fix: late } }, cwd });
    expect(await here.run('check', '-f', 'shop.yaml', '--fix', '--yes', '--json')).toBe(2);
    expect(here.json()).toMatchObject([{ error: { code: 'CHANGED_MEANWHILE' } }]);
    expect(content()).toBe(`${before}# theirs\n`);
  });

  test('is written although a stop or a silent host is left, which the exit status says', async () => {
    const stopped = { ...fix, after: { summary, stops: ['SEC-19'] } };
    const here = shell({ replies: replying(stopped).replies, cwd });
    expect(await here.run('check', '-f', 'shop.yaml', '--fix', '--yes')).toBe(3);
    expect(here.out()).toContain('Then: 1 stop · 2 fail · 1 warn · 9 pass · 3 unchecked (SEC-19)');
    writeFileSync(file, before);
    const problem = { code: 'HOST_UNREACHABLE', message: 'No answer.', hint: 'Start it.' } as const;
    const silent = shell({ replies: replying({ ...fix, problem }).replies, cwd });
    expect(await silent.run('check', '-f', 'shop.yaml', '--fix', '--yes', '--json')).toBe(4);
    expect(silent.json()).toEqual([{ ...fix, problem, written: file, error: problem }]);
    expect(content()).toBe(after);
  });
});

const plan = {
  service: 'digits',
  host: 'local',
  kind: 'deploy',
  from: { release: 'r1', version: '1.4.0', digest: 'sha256:1' },
  to: { release: 'r2', version: '1.4.0', digest: 'sha256:1' },
  steps: [{ do: 'create', target: 'digits-r2-1' }],
  gap: 0,
  hash: 'abc',
  notes: [],
} as const;
const ofService: Fix = {
  ...fix,
  subject: { kind: 'service', name: 'digits', host: 'local' },
  plan: { ...plan, steps: [...plan.steps], notes: [] },
};

describe('a service', () => {
  const done = deployment('succeeded');
  const carried = () => {
    const started: unknown[] = [];
    const deploying: Replies = {
      deployment: {
        start: async (input) => {
          started.push(input);
          return { id: 'd1' };
        },
        next: async ({ after: seen = 0 }) => ({
          events: [stateEvent(1, 'running'), stepEvent(2, step(1))].filter(({ n }) => n > seen),
          ended: seen < 2 ? null : { deployment: done, problem: null },
        }),
      },
      history: { show: async () => ({ deployment: done, file: {}, plan: [], seq: null, hash: null }) },
      service: { status: async () => ({ services: [serving] }) },
    };
    return { started, deploying };
  };

  test('is deployed with the plan that was shown, and with no other', async () => {
    const { started, deploying } = carried();
    const { replies, asked } = replying(ofService, deploying);
    const here = shell({ replies });
    expect(await here.run('check', 'digits', '--fix', 'REL-01', '--yes')).toBe(0);
    expect(asked).toMatchObject([{ subject: { kind: 'running', name: 'digits' }, ids: ['REL-01'] }]);
    expect(started).toEqual([
      {
        act: { kind: 'deploy', file: { name: 'slipway.yaml', text: after } },
        options: { host: 'local', allowGap: false, expect: 'abc' },
      },
    ]);
    expect(here.out()).toMatch(
      /deploy digits on local: 1\.4\.0 \(r1\) → 1\.4\.0 \(r2\); 1 step\n {2}1 {2}create {2}digits-r2-1\n/,
    );
  });

  test('under --json what is set comes first, then the steps, and the deployment last', async () => {
    const { deploying } = carried();
    const here = shell({ replies: replying(ofService, deploying).replies });
    expect(await here.run('check', 'digits', '--fix', '--yes', '--json')).toBe(0);
    const lines = here.json();
    expect(lines[0]).toEqual({ ...ofService, written: null });
    expect(lines.at(-1)).toEqual({ deployment: done });
  });

  test('is not touched without a yes, where there is nothing to set, or where a stop is in the way', async () => {
    const shown = shell({ replies: replying(ofService).replies });
    expect(await shown.run('check', 'digits', '--fix')).toBe(2);
    expect(shown.out()).toContain('create  digits-r2-1');
    const nothing = shell({ replies: replying({ ...ofService, applied: [] }).replies });
    expect(await nothing.run('check', 'digits', '--fix', '--yes')).toBe(0);
    const problem = { code: 'STOPPED', stop: 'does-not-fit', message: 'Too large.', hint: 'Less.' } as const;
    const stopped = { ...ofService, plan: null, problem, after: { summary, stops: ['SCA-04'] } };
    const here = shell({ replies: replying(stopped).replies });
    expect(await here.run('check', 'digits', '--fix', '--yes', '--json')).toBe(3);
    expect(here.json()).toEqual([{ ...stopped, written: null, error: problem }]);
  });
});

test('a container that no file makes is only told what its engine takes, exit 2', async () => {
  const left = [{ id: 'SCA-02', title: 'Memory is not limited', why: 'Limit it: docker update --memory 512m.' }];
  const foreign: Fix = { ...none, subject: { kind: 'container', name: 'theirs', host: 'local' }, text: '', left };
  const here = shell({ replies: replying(foreign).replies });
  expect(await here.run('check', 'theirs', '--fix', '--yes')).toBe(2);
  expect(here.out()).toContain('docker update --memory 512m');
  expect(here.err()).toContain('only read, and nothing was changed');
});

test('ids belong to --fix, and --explain does not', async () => {
  expect(await shell().run('check', 'digits', 'REL-01')).toBe(2);
  expect(await shell().run('check', '--explain', 'REL-01', '--fix')).toBe(2);
  expect(await shell().run('check', '--fix')).toBe(2);
});

test('Ctrl-C while it is looked at ends it with nothing changed', async () => {
  const never = () => new Promise<never>(() => {});
  const here = shell({ replies: { checklist: { fix: never, run: never } }, cwd });
  const fixing = here.run('check', '-f', 'shop.yaml', '--fix', '--yes');
  const checking = here.run('check', '-f', 'shop.yaml');
  here.interrupt();
  expect(await Promise.all([fixing, checking])).toEqual([130, 130]);
  expect(content()).toBe(before);
});
