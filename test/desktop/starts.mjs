// Starts the real application and looks whether it lives. Needs Electron's program, and a display.
//   node test/desktop/starts.mjs              the one of this checkout, after `npm run build`: its window, its page, its core
//   node test/desktop/starts.mjs --packed     the one that `npm run dist` put together, by its core and its command line
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { _electron } from '@playwright/test';
import { electronProgram } from '../../resources/setup/electron.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const home = mkdtempSync(join(tmpdir(), 'slipway-starts-'));
const env = { ...process.env, SLIPWAY_HOME: home };

try {
  await (process.argv.includes('--packed') ? packed() : checkout());
} finally {
  rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

async function checkout() {
  const executablePath = electronProgram();
  assert.ok(executablePath, 'Electron is not here and cannot be fetched');
  const application = await _electron.launch({ executablePath, args: [root], env });
  const page = await application.firstWindow();
  const wrong = [];
  page.on('pageerror', (error) => wrong.push(String(error)));
  page.on('console', (said) => said.type() === 'error' && wrong.push(said.text()));
  await page.getByRole('navigation').first().waitFor();
  const seen = await page.evaluate(() => ({
    origin: location.origin,
    shell: Object.keys(window.slipway).toSorted(),
    node: typeof globalThis.require + typeof globalThis.process,
  }));
  assert.deepEqual(seen, { origin: 'app://slipway', shell: ['connect', 'listen'], node: 'undefinedundefined' });
  await ownedBy('desktop');
  assert.deepEqual(wrong, []);
  await application.close();
  console.log('The application opened its window, its page and its core, and quit.');
}

async function packed() {
  const folder = join(root, 'dist', 'packages');
  const mac = readdirSync(folder).find((name) => name.startsWith('mac') && !name.includes('.'));
  const [program, resources] = {
    linux: ['linux-unpacked/slipway-desktop', 'linux-unpacked/resources'],
    darwin: [`${mac}/Slipway.app/Contents/MacOS/Slipway`, `${mac}/Slipway.app/Contents/Resources`],
    win32: ['win-unpacked/Slipway.exe', 'win-unpacked/resources'],
  }[process.platform].map((path) => join(folder, path));
  const application = spawn(program, [], { env, stdio: 'inherit' });
  await ownedBy('desktop');
  const windows = process.platform === 'win32';
  const cli = join(resources, 'cli', windows ? 'slipway.cmd' : 'slipway');
  const said = execFileSync(cli, ['history', '--json'], { env, encoding: 'utf8', shell: windows });
  assert.deepEqual(JSON.parse(said), { deployments: [] });
  const over = once(application, 'exit');
  application.kill();
  await over;
  console.log('The packed application opened its core, and its command line read the same record.');
}

/** Waits until the core has the data folder, and says which console has it. */
async function ownedBy(what) {
  for (let tries = 0; tries < 300; tries += 1) {
    if (existsSync(join(home, 'owner.json'))) return;
    await pause(200);
  }
  throw new Error(`the ${what}'s core did not open the data folder within a minute`);
}
