import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { verifyHistory } from '#core/history/verify';
import { openStore } from '#core/store/open';
import { beginning, scratchFile } from './scratch.ts';

const appender = fileURLToPath(new URL('appender.ts', import.meta.url));
const rounds = 12;

test('what was acknowledged is there after kill -9', { timeout: 60_000 }, async () => {
  const file = scratchFile();
  const store = openStore({ file });
  const { id } = store.deployments.begin(beginning());
  store.close();

  let acknowledged = 0;
  for (let round = 0; round < rounds; round += 1) {
    const before = acknowledged;
    acknowledged = await killedAfter(10 + 5 * round, file, id);
    expect(acknowledged).toBeGreaterThan(before);
    using reopened = openStore({ file });
    const events = reopened.deployments.events(id, 0, -1);
    expect(events.length).toBeGreaterThanOrEqual(acknowledged);
    expect(events.map(({ n }) => n)).toEqual(events.map((_, index) => index + 1));
    expect(verifyHistory(reopened)).toEqual({ ok: true, records: 0, broken: [] });
  }
});

/** Runs the appender until it has acknowledged so many rows, kills it, and returns the last number that it printed. */
const killedAfter = async (rows: number, file: string, id: string): Promise<number> => {
  const child = spawn(process.execPath, [appender, file, id], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  let last = 0;
  let seen = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    last = Number(line);
    seen += 1;
    if (seen === rows) child.kill('SIGKILL');
  }
  await exited;
  return last;
};
