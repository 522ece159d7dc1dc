import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const main = new URL('../../electron/cli/main.mjs', import.meta.url).pathname;

describe('the process', () => {
  test('prints, and exits with the status', async () => {
    expect(await slipway('--version')).toEqual({ exit: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/), err: '' });
    const wrong = await slipway('rolback', '--json');
    expect(wrong.exit).toBe(2);
    expect(JSON.parse(wrong.out)).toMatchObject({ error: { code: 'BAD_COMMAND' } });
  });

  test('ends quietly when nobody reads', async () => {
    const child = spawn(process.execPath, [main, 'help']);
    child.stdout.destroy();
    let err = '';
    child.stderr.on('data', (chunk) => {
      err += chunk;
    });
    const exit = await new Promise((resolve) => child.on('close', resolve));
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
  });

  test.runIf(existsSync('/dev/full'))('fails when what it says cannot be written', async () => {
    const full = openSync('/dev/full', 'w');
    const child = spawn(process.execPath, [main, 'help', '--json'], { stdio: ['ignore', full, 'pipe'] });
    closeSync(full);
    let err = '';
    child.stderr?.on('data', (chunk) => {
      err += chunk;
    });
    const exit = await new Promise((resolve) => child.on('close', resolve));
    const said = 'What it says could not be written to standard output (ENOSPC). The command itself was carried out.\n';
    expect({ exit, err }).toEqual({ exit: 1, err: said });
  });
});

function slipway(...args: string[]): Promise<{ exit: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, [main, ...args]);
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  return new Promise((resolve) => child.on('close', (exit) => resolve({ exit, out, err })));
}
