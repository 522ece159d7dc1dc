import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { leftovers } from '#support/left';
import { digits, serviceFile } from '#support/service-file';
import { until } from '#support/until';
import type { PortLike } from '#wire/port';
import type { Down, Up } from '../desktop/core-over-ipc.ts';
import type { Program } from '../desktop/electron-double.ts';
import { pageOf, stage } from '../desktop/stage.ts';

const core = fileURLToPath(new URL('../desktop/core-over-ipc.ts', import.meta.url));

test('a core that is killed in the middle of a deployment: the page is told, and it is settled once it runs again', async () => {
  const killed = ownProcess();
  const { double } = await stage({ program: killed.program });
  const { client, state, subscribe } = pageOf(double.windows[0]);
  const states: string[] = [];
  subscribe(() => void states.push(state().is));
  const file = serviceFile({ model: digits('1.0.0', 'not-ready') });
  const act = { kind: 'deploy', file: { name: '/desk/slipway.yaml', text: JSON.stringify(file) } } as const;
  const { id } = await client.deployment.start({ act, options: {} });
  const stepOf = async () => (await client.history.show({ id })).deployment.steps.at(-1);
  await until('it waits for a replica', async () => (await stepOf())?.do === 'verify');
  await until('the machine is kept awake', () => double.awake.size === 1);

  double.answers.push('Restart');
  killed.kill();
  await until('the page knows', () => states.includes('lost'));
  await until('it was said, and started again', () => double.processes.length === 2);
  expect(double.dialogs).toMatchObject([{ detail: expect.stringContaining('is settled when it starts again') }]);
  await until('the page is connected again', () => state().is === 'connected');
  await until('it is settled', async () => (await client.history.show({ id })).deployment.finishedAt !== null);
  const { deployment } = await client.history.show({ id });
  expect(deployment).toMatchObject({
    state: 'interrupted',
    reason: expect.stringMatching(/at "verify .*was taken back/),
  });
  await until('the machine may sleep', () => double.awake.size === 0);
  await until('nothing of it is left', async () => (await leftovers(file.service)).length === 0);
});

/** The core's process as one that can really be killed; the last one that was started is. */
function ownProcess(): { readonly program: Program; kill(): void } {
  const home = mkdtempSync(join(tmpdir(), 'slipway-desktop-'));
  let kill = () => {};
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const program: Program = (parent, die) =>
    new Promise((resolve) => {
      const child = fork(core, [home], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
      const ports: PortLike[] = [];
      const down = (it: Down) => void (child.connected && child.send(it));
      kill = () => child.kill('SIGKILL');
      parent.on('message', ({ data, ports: came }) => {
        down({ data, ports: came.map((port) => ports.push(port) - 1) });
        for (const port of came) {
          port.on('message', (message) =>
            down({ port: ports.indexOf(port), text: (message as { data: unknown }).data }),
          );
          port.start?.();
        }
      });
      child.on('message', (it: Up) => {
        if ('said' in it) parent.postMessage(it.said as Parameters<typeof parent.postMessage>[0]);
        else ports[it.port]?.postMessage(it.text);
      });
      child.once('exit', (_code, signal) => {
        if (signal) die(137, `ended by ${signal}\n`);
        resolve();
      });
    });
  return { program, kill: () => kill() };
}
