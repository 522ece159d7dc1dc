import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Problem } from '#contract/problem';
import { openCore } from '#core/core';
import { until } from '#support/until';
import { type Opening, openConsole } from '#wire/open';
import { scratchHome } from './stage.ts';

const program = fileURLToPath(new URL('owner-process.ts', import.meta.url));
const quick = { greeting: 500, check: 50, silence: 500 };

describe('who opens a data folder', { timeout: 60_000 }, () => {
  test('to write is its owner, or else attached to the owner', async () => {
    const home = scratchHome();
    expect((await open(home)).as).toBe('owner');
    expect((await open(home)).as).toBe('attached');
    expect(await says(started(home))).toBe('attached');
  });

  test('to read is nobody in particular, whether or not there is an owner', async () => {
    const home = scratchHome();
    const before = await open(home, 'reads');
    expect(before.as).toBe('reader');
    expect(existsSync(join(home, 'slipway.db'))).toBe(false);
    await open(home);
    const reader = await open(home, 'reads');
    expect(await reader.client.history.list({})).toEqual({ deployments: [] });
    await expect(reader.client.hosts.remove({ name: 'edge' })).rejects.toMatchObject({ code: 'RECORD_FAILED' });
    const start = reader.client.deployment.start({ act: { kind: 'restart', service: 'digits' }, options: {} });
    await expect(start).rejects.toThrow(/only reads the record/);
  });

  test('to settle makes the record, and afterwards reads while there is nothing to settle', async () => {
    const home = scratchHome();
    const first = await open(home, 'settles');
    expect(first.as).toBe('owner');
    await first[Symbol.asyncDispose]();
    expect((await open(home, 'settles')).as).toBe('reader');
    expect((await open(home)).as).toBe('owner');
  });

  test('with another DOCKER_HOST than the owner is refused', async () => {
    const home = scratchHome();
    await says(started(home));
    vi.stubEnv('DOCKER_HOST', 'unix:///elsewhere.sock');
    onTestFinished(() => void vi.unstubAllEnvs());
    const refused = await refusal(open(home));
    expect(refused).toMatchObject({ code: 'RECORD_FAILED', message: expect.stringContaining('another DOCKER_HOST') });
  });
});

describe('an owner', { timeout: 60_000 }, () => {
  test('that was killed is followed at once by the next, who removes what it left', async () => {
    const home = scratchHome();
    const child = started(home);
    await says(child);
    await killed(child);
    expect(existsSync(join(home, 'owner', 'socket'))).toBe(true);
    expect((await open(home)).as).toBe('owner');
    expect((await open(home)).as).toBe('attached');
  });

  test('that is frozen is left alone: who writes is refused by its pid, who reads is not', async () => {
    const home = scratchHome();
    const child = started(home);
    await says(child);
    child.kill('SIGSTOP');
    const refused = await refusal(open(home));
    expect(refused).toMatchObject({ code: 'RECORD_FAILED', hint: expect.stringContaining(`process ${child.pid}`) });
    expect(refused.message).toContain(`in use by process ${child.pid} (slipway 1.2.3, since `);
    expect(refused.message).toContain('it does not answer');
    const reader = await open(home, 'reads');
    expect(await reader.client.history.list({})).toEqual({ deployments: [] });
    expect((await open(home, 'settles')).as).toBe('reader');
    expect((await open(home, 'keeps')).as).toBe('reader');
    child.kill('SIGCONT');
    expect((await open(home, 'keeps')).as).toBe('attached');
    expect((await open(home)).as).toBe('attached');
  });

  test('that is frozen is named by the doctor with what to do, and one that answers is not', async () => {
    const home = scratchHome();
    const child = started(home);
    await says(child);
    expect(await ownersFound(home)).toEqual([]);
    child.kill('SIGSTOP');
    for (const need of ['reads', 'settles'] as const) {
      expect(await ownersFound(home, need)).toEqual([
        {
          severity: 'blocker',
          where: 'data folder',
          what: expect.stringMatching(
            new RegExp(`^process ${child.pid} \\(slipway 1\\.2\\.3, since .*\\) has it and does not answer`),
          ),
          hint: expect.stringContaining(`kill -KILL ${child.pid}`),
        },
      ]);
    }
  });

  test('that works with another DOCKER_HOST is named by the doctor', async () => {
    const home = scratchHome();
    const child = started(home);
    await says(child);
    vi.stubEnv('DOCKER_HOST', 'unix:///elsewhere.sock');
    onTestFinished(() => void vi.unstubAllEnvs());
    const what = 'has it with another DOCKER_HOST: it works without one, this command with unix:///elsewhere.sock';
    expect(await ownersFound(home, 'settles')).toMatchObject([
      { severity: 'warning', what: expect.stringContaining(what), hint: expect.stringContaining(`${child.pid}`) },
    ]);
  });

  test('that has no socket is named too', async () => {
    const home = scratchHome();
    const core = await openCore({ home, operator: 'ada', console: 'slipway 9.9.9' });
    onTestFinished(() => core[Symbol.asyncDispose]());
    expect((await refusal(open(home))).message).toContain(`process ${process.pid} (slipway 9.9.9, since `);
    await expect(openCore({ home, operator: 'ada', console: 'x' })).rejects.toMatchObject({ code: 'RECORD_FAILED' });
  });

  test('that is just coming is waited for', async () => {
    const home = scratchHome();
    const all = await Promise.all([open(home), open(home), open(home), open(home)]);
    expect(all.map((one) => one.as).sort()).toEqual(['attached', 'attached', 'attached', 'owner']);
  });

  test('that leaves is followed by one who was attached', async () => {
    const home = scratchHome();
    const owner = await open(home);
    const other = await open(home);
    expect(await other.client.history.list({})).toEqual({ deployments: [] });
    await owner.stay();
    await owner[Symbol.asyncDispose]();
    await expect(other.client.hosts.remove({ name: 'edge' })).rejects.toMatchObject({ code: 'UNKNOWN_HOST' });
    expect((await open(home)).as).toBe('attached');
  });

  test('that ends while nobody is attached ends at once', async () => {
    const home = scratchHome();
    const child = started(home);
    await says(child);
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    await exited;
    expect(existsSync(join(home, 'owner.json'))).toBe(false);
    expect(existsSync(join(home, 'owner'))).toBe(false);
  });
});

describe('an owner that goes down in the middle of a call', { timeout: 60_000 }, () => {
  test.each([
    ['SIGKILL', /ended in the middle/],
    ['SIGSTOP', /stopped answering in the middle/],
  ] as const)('by %s is told plainly', async (signal, words) => {
    const home = scratchHome();
    const child = started(home);
    await says(child);
    const attached = await open(home);
    // The owner speaks to a host that never answers.
    using host = silentHost(home);
    const refused = refusal(attached.client.hosts.add({ name: 'edge', url: `unix://${host.path}` }));
    await host.asked;
    child.kill(signal);
    const problem = await refused;
    expect(problem).toMatchObject({ code: 'RECORD_FAILED', message: expect.stringMatching(words) });
    expect(problem.message).toContain(`Process ${child.pid} (slipway 1.2.3)`);
  });
});

async function open(home: string, need: Opening['need'] = 'writes') {
  const birth = { home, operator: 'ada@here', console: 'slipway 1.2.3' };
  const console = await openConsole({ birth, need, signal: new AbortController().signal, patience: quick });
  onTestFinished(() => console[Symbol.asyncDispose]());
  return console;
}

/** What the doctor says of the process that has the data folder. */
async function ownersFound(home: string, need: Opening['need'] = 'reads') {
  const { client } = await open(home, need);
  const { problems } = await client.doctor();
  return problems.filter(({ what }) => what.startsWith('process '));
}

async function refusal(call: Promise<unknown>): Promise<Problem> {
  return call.then(
    () => Promise.reject(new Error('it was not refused')),
    (problem: Problem) => problem,
  );
}

function started(home: string): ChildProcess {
  const child = spawn(process.execPath, [program, home], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => killed(child));
  return child;
}

async function says(child: ChildProcess): Promise<string> {
  let said = '';
  child.stdout?.on('data', (part) => {
    said += part;
  });
  await until('it says how it stands to the folder', () => said.endsWith('\n'));
  return said.trim();
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

function silentHost(home: string): Disposable & { readonly path: string; readonly asked: Promise<unknown> } {
  const path = join(home, 'engine.sock');
  const server = createServer();
  server.listen(path);
  const sockets: Socket[] = [];
  server.on('connection', (socket) => sockets.push(socket));
  return {
    path,
    asked: once(server, 'connection'),
    [Symbol.dispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
