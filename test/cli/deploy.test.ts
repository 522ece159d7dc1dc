import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Act, Deployment, DeploymentEvent } from '#contract/deployment';
import { Problem, type ProblemShape } from '#contract/problem';
import { deployment, r2, serving, stateEvent, step, stepEvent } from './samples.ts';
import { type Replies, shell } from './shell.ts';

let cwd: string;
const text = 'service: digits\nmodel: { image: digits:1.1.0 }\n';
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'slipway-cli-'));
  await writeFile(join(cwd, 'digits.yaml'), text);
});
afterAll(() => rm(cwd, { recursive: true }));

const happened: DeploymentEvent[] = [
  stateEvent(1, 'running'),
  stepEvent(2, step(1, 'started')),
  stepEvent(3, step(1)),
  stepEvent(4, step(2, 'started')),
  stepEvent(5, step(2)),
  stateEvent(6, 'watching'),
];

/** A core that tells two events a call and then how it ended; `asked` collects what it was asked. */
function core(end: Deployment, problem: ProblemShape | null = null, events = happened) {
  const asked: { start?: unknown; after: number[] } = { after: [] };
  const replies: Replies = {
    deployment: {
      start: async (input) => {
        asked.start = input;
        return { id: 'd1' };
      },
      next: async ({ after = 0 }) => {
        asked.after.push(after);
        const page = events.filter(({ n }) => n > after).slice(0, 2);
        return { events: page, ended: page.length === 0 ? { deployment: end, problem } : null };
      },
    },
    history: { show: async () => ({ deployment: end, file: {}, plan: [], seq: null, hash: null }) },
    service: { status: async () => ({ services: [serving] }) },
  };
  return { replies, asked };
}

const acts: [string, Act, object?][] = [
  ['deploy -f digits.yaml', { kind: 'deploy', file: { name: 'FILE', text } }],
  [
    'deploy -f digits.yaml --allow-gap --host local',
    { kind: 'deploy', file: { name: 'FILE', text } },
    { host: 'local', allowGap: true },
  ],
  ['rollback digits', { kind: 'rollback', service: 'digits', exact: false }, { allowGap: false }],
  [
    'rollback digits --to r1 --exact --allow-gap',
    { kind: 'rollback', service: 'digits', to: 'r1', exact: true },
    { allowGap: true },
  ],
  ['scale digits 4 --host local', { kind: 'scale', service: 'digits', replicas: 4 }, { host: 'local' }],
  ['restart digits', { kind: 'restart', service: 'digits' }],
  ['retire digits --yes', { kind: 'retire', service: 'digits' }],
];

describe('an act', () => {
  test.each(acts)('%s asks the core for just that', async (line, act, options = {}) => {
    const { replies, asked } = core(deployment('succeeded'));
    const here = shell({ replies, cwd });
    expect(await here.run(...line.split(' '))).toBe(0);
    const wanted = act.kind === 'deploy' ? { ...act, file: { name: join(cwd, 'digits.yaml'), text } } : act;
    expect(asked.start).toMatchObject({ act: wanted, options });
  });

  test('deploy takes what is accepted with the reason for each, and the date', async () => {
    const { replies, asked } = core(deployment('succeeded'));
    const here = shell({ replies, cwd });
    const words = ['--accept', 'no-way-back=old = wrong', '--accept', 'EVO-02=later', '--until', '2031-01-31'];
    expect(await here.run('deploy', '-f', 'digits.yaml', ...words)).toBe(0);
    const until = '2031-01-31';
    const accept = [
      { id: 'no-way-back', reason: 'old = wrong', until },
      { id: 'EVO-02', reason: 'later', until },
    ];
    expect(asked.start).toMatchObject({ act: { kind: 'deploy', accept } });
  });

  test.each([
    ['without a date', ['--accept', 'no-way-back=fine'], /--until/],
    ['without what is accepted', ['--until', '2031-01-31'], /--accept/],
  ])('an acceptance %s is exit 2', async (_what, words, said) => {
    const here = shell({ cwd });
    expect(await here.run('deploy', '-f', 'digits.yaml', ...words)).toBe(2);
    expect(here.err()).toMatch(said);
    expect(here.opened()).toBe(false);
  });

  test('resumes after the last event that it saw', async () => {
    const { replies, asked } = core(deployment('succeeded'));
    await shell({ replies }).run('restart', 'digits');
    expect(asked.after).toEqual([0, 2, 4, 6]);
  });

  test('retire wants a yes', async () => {
    const here = shell();
    expect(await here.run('retire', 'digits', '--json')).toBe(2);
    expect(here.json()).toMatchObject([{ error: { code: 'CONFIRMATION_NEEDED' } }]);
    expect(here.opened()).toBe(false);
  });
});

describe('under --json', () => {
  test('every step is a bare line and the deployment the last', async () => {
    const { replies } = core(deployment('succeeded'));
    const here = shell({ replies, cwd });
    expect(await here.run('deploy', '-f', 'digits.yaml', '--json')).toBe(0);
    const steps = [step(1, 'started'), step(1), step(2, 'started'), step(2)];
    expect(here.json()).toEqual([...steps, { deployment: deployment('succeeded') }]);
    expect(here.err()).toBe('');
  });

  test('a failure is in the same object as its deployment', async () => {
    const end = deployment('taken-back', { reason: 'wrong answer' });
    const problem: ProblemShape = { code: 'WRONG_ANSWER', message: 'a seven: got 1.', hint: 'Look at the model.' };
    const here = shell({ replies: core(end, problem).replies });
    expect(await here.run('rollback', 'digits', '--json')).toBe(1);
    expect(here.json().at(-1)).toEqual({ deployment: end, error: problem });
  });

  test('a failure before there is a deployment stands alone, with the file as it was written', async () => {
    const start = async (input: { act: unknown }) => {
      const { file } = input.act as { file: { name: string } };
      const where = { file: file.name, line: 2, column: 3 };
      throw new Problem('BAD_FILE', 'Unknown key "modle".', { hint: 'Did you mean model?', where });
    };
    const asJson = shell({ replies: { deployment: { start } }, cwd });
    expect(await asJson.run('deploy', '-f', './digits.yaml', '--json')).toBe(2);
    const error = { code: 'BAD_FILE', message: 'Unknown key "modle".', hint: 'Did you mean model?' };
    expect(asJson.json()).toEqual([{ error: { ...error, where: { file: './digits.yaml', line: 2, column: 3 } } }]);
    const here = shell({ replies: { deployment: { start } }, cwd });
    expect(await here.run('deploy', '-f', './digits.yaml')).toBe(2);
    expect(here.err()).toBe('Unknown key "modle".\n  ./digits.yaml:2:3\n  Did you mean model?\n');
  });
});

describe('for people', () => {
  test('it says when it serves, before the watch is over, and how it ended', async () => {
    const { replies } = core(deployment('succeeded'));
    const here = shell({ replies });
    expect(await here.run('rollback', 'digits')).toBe(0);
    expect(here.out()).toBe(
      'digits serves 1.1.0 (r2) at 127.0.0.1:9000 after 0.8 s\nDeployment d1 (deploy) succeeded in 3.2 s.\n',
    );
    expect(here.err()).toBe(
      '  ✓ 1/2   84 ms  create  digits-r2-1\n  ✓ 2/2   84 ms  switch  digits-r2-2\nWatching it; Ctrl-C goes back.\n',
    );
  });

  test('it says how long the service was away, where old and new may not run side by side', async () => {
    const evidence = { ...deployment('succeeded').evidence, gapMs: 1834 };
    const here = shell({ replies: core(deployment('succeeded', { evidence })).replies });
    await here.run('restart', 'digits');
    expect(here.out()).toContain('It was away for 1.8 s.\nDeployment d1');
    const problem: ProblemShape = { code: 'WRONG_ANSWER', message: 'a seven: got 1.', hint: 'Look at the model.' };
    const back = shell({ replies: core(deployment('taken-back', { evidence }), problem).replies });
    expect(await back.run('restart', 'digits')).toBe(1);
    expect(back.err()).toContain('the service is as it was. It was away for 1.8 s.\n');
  });

  test('it says so at the end where nothing is watched', async () => {
    const { replies } = core(deployment('succeeded'), null, happened.slice(0, 5));
    const here = shell({ replies });
    await here.run('restart', 'digits');
    expect(here.out()).toMatch(/^digits serves 1\.1\.0 \(r2\) at 127\.0\.0\.1:9000 after 0\.8 s\nDeployment d1/);
  });

  test('a host that does not say the address takes nothing from the deployment', async () => {
    const { replies } = core(deployment('succeeded'));
    const broken = () => Promise.reject(new Problem('HOST_UNREACHABLE', 'gone', { hint: '' }));
    const here = shell({ replies: { ...replies, service: { status: broken } } });
    expect(await here.run('restart', 'digits')).toBe(0);
    expect(here.out()).toContain('digits serves 1.1.0 (r2) after 0.8 s');
  });

  test('nothing to do is said and is no failure', async () => {
    const { replies } = core(deployment('succeeded', { steps: [], servingAt: null }), null, []);
    const here = shell({ replies });
    expect(await here.run('scale', 'digits', '2')).toBe(0);
    expect(here.out()).toBe('Nothing to do: digits serves 1.1.0 (r2).\n');
  });

  test('a retired service is called so', async () => {
    const { replies } = core(
      deployment('succeeded', { kind: 'retire', from: r2, to: null, servingAt: null }),
      null,
      [],
    );
    const here = shell({ replies });
    await here.run('retire', 'digits', '--yes');
    expect(here.out()).toContain('digits is retired; its releases and its history stay.');
  });

  test('a failure is what, what to do, and how the service is', async () => {
    const problem: ProblemShape = {
      code: 'STOPPED',
      message: 'It needs 9 GiB.',
      hint: 'Ask for less.',
      stop: 'does-not-fit',
    };
    const here = shell({ replies: core(deployment('stopped', { steps: [] }), problem, []).replies });
    expect(await here.run('restart', 'digits')).toBe(3);
    expect(here.err()).toBe(
      'It needs 9 GiB. [does-not-fit]\n  Ask for less.\nDeployment d1 of digits: stopped; nothing was changed.\n',
    );
    expect(here.out()).toBe('');
  });

  test('on a terminal the step under way is a line that is rewritten', async () => {
    const { replies } = core(deployment('succeeded'));
    const here = shell({ replies, tty: true });
    await here.run('restart', 'digits');
    expect(here.err()).toContain('\r\x1b[2K  … create digits-r2-1');
    expect(here.err()).toContain('\r\x1b[2K  \x1b[32m✓\x1b[0m');
  });

  test.each([
    ['NO_COLOR', [], { NO_COLOR: '1' }],
    ['--no-color', ['--no-color'], {}],
    ['TERM=dumb', [], { TERM: 'dumb' }],
  ] as [string, string[], Record<string, string>][])('%s takes the colour away', async (_, more, env) => {
    const { replies } = core(deployment('succeeded'));
    const here = shell({ replies, tty: true, env });
    await here.run('restart', 'digits', ...more);
    for (const code of ['32', '2', '0']) expect(here.out() + here.err()).not.toContain(`\x1b[${code}m`);
  });
});

describe('the exit status', () => {
  const problem = (code: ProblemShape['code']): ProblemShape => ({ code, message: 'm', hint: 'h' });
  const ends: [string, Deployment, ProblemShape | null, number][] = [
    ['succeeded', deployment('succeeded'), null, 0],
    ['taken back', deployment('taken-back'), problem('NOT_READY'), 1],
    ['taken back because a host went away', deployment('taken-back'), problem('HOST_UNREACHABLE'), 1],
    ['taken back because somebody cancelled', deployment('taken-back'), problem('INTERRUPTED'), 130],
    ['failed before anything began', deployment('failed', { steps: [] }), problem('PULL_FAILED'), 1],
    ['failed and needs a person', deployment('failed'), problem('NEEDS_PERSON'), 6],
    ['failed without words', deployment('failed'), null, 6],
    ['stopped', deployment('stopped', { steps: [] }), null, 3],
    ['interrupted', deployment('interrupted'), null, 130],
  ];
  test.each(ends)('of a deployment that %s', async (_, end, why, exit) => {
    const here = shell({ replies: core(end, why).replies });
    expect(await here.run('restart', 'digits', '--json')).toBe(exit);
    const last = here.json().at(-1) as { deployment: unknown; error?: unknown };
    expect(last.deployment).toEqual(end);
    expect('error' in last).toBe(exit !== 0);
  });
});

describe('deploy --detach', () => {
  const begun = deployment('running', { finishedAt: null });

  test('leaves the deployment to the console that has the data folder, and says how to look at it', async () => {
    const { replies, asked } = core(begun);
    const here = shell({ replies, cwd, attached: true });
    expect(await here.run('deploy', '-f', 'digits.yaml', '--detach')).toBe(0);
    expect(asked).toMatchObject({ start: { act: { kind: 'deploy' } }, after: [] });
    expect(here.out()).toContain('"slipway history show d1"');
    const json = shell({ replies, cwd, attached: true });
    expect(await json.run('deploy', '-f', 'digits.yaml', '--detach', '--json')).toBe(0);
    expect(json.json()).toEqual([{ deployment: begun }]);
  });

  test('says how it ended when it has already, with the exit status of that', async () => {
    const problem: ProblemShape = {
      code: 'STOPPED',
      message: 'It needs 9 GiB.',
      hint: 'Ask for less.',
      stop: 'does-not-fit',
    };
    const { replies } = core(deployment('stopped', { steps: [] }), problem, []);
    const here = shell({ replies, cwd, attached: true });
    expect(await here.run('deploy', '-f', 'digits.yaml', '--detach')).toBe(3);
    expect(here.out() + here.err()).not.toContain('has begun');
    expect(here.err()).toContain('It needs 9 GiB. [does-not-fit]');
  });

  test('is refused where nothing would carry it on, and nothing is begun', async () => {
    const { replies, asked } = core(begun);
    const here = shell({ replies, cwd });
    expect(await here.run('deploy', '-f', 'digits.yaml', '--detach')).toBe(2);
    expect(here.err()).toMatch(/^--detach needs another console .*\n +Leave it out/);
    expect(asked.start).toBeUndefined();
  });
});
