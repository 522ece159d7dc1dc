// The main job on a real engine, end to end:  npm run demo [-- --json] [-- --clean]
// Runs on the system's Node before anything is installed, so it imports only its neighbours and Node itself.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { cleanDemo } from './demo-clean.mjs';
import { ensureEngine } from './engine.mjs';
import { ensureImages } from './images.mjs';
import { ensureInstalled, projectNode } from './install.mjs';
import { classify, traffic } from './traffic.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const json = process.argv.includes('--json');
const say = (text) => json || console.error(`· ${text}`);

async function demo() {
  const steps = [];
  const timed = async (step, work) => {
    const since = performance.now();
    const row = await work();
    steps.push({ step, seconds: Math.round((performance.now() - since) / 10) / 100, ...row });
    say(`${step}: ${steps.at(-1).seconds} s`);
  };
  await timed('set up', async () => {
    ensureInstalled({ say });
    const engine = await ensureEngine({ say });
    await ensureImages({ say });
    return { engine: engine.url };
  });
  await timed('deploy 1.0.0, two replicas', async () => served(await slipway(['deploy', '-f', sample('v1.yaml')])));
  const address = await addressOf('digits');
  await timed('classify held-out digits', async () => answers(await classify(address)));
  await timed('deploy 1.1.0 under load', () => underLoad(address, ['deploy', '-f', sample('v2.yaml')]));
  await timed('classify held-out digits', async () => answers(await classify(address)));
  await timed('roll back under load', () =>
    underLoad(address, ['rollback', 'digits', '--to', releaseOf(steps, '1.0.0')]),
  );
  const failed = steps.reduce((sum, { failed = 0 }) => sum + failed, 0);
  report({ ok: failed === 0, address, failed, steps });
}

async function underLoad(address, words) {
  const load = traffic(address);
  await pause(500);
  const result = await slipway(words).catch((error) => error);
  await pause(500);
  const { requests, failed, failures, p99 } = await load.stop();
  if (result instanceof Error) throw result;
  return { ...served(result), requests, failed, failures, p99 };
}

function served({ deployment }) {
  const { release, version, digest } = deployment.to;
  return { release, version, digest, state: deployment.state };
}

const answers = ({ right, of, failed }) => ({
  requests: of,
  failed,
  accuracy: Math.round((right / of) * 10_000) / 10_000,
});
const sample = (name) => fileURLToPath(new URL(`../sample/digits/${name}`, import.meta.url));
const releaseOf = (steps, version) => steps.find((step) => step.version === version).release;
const pause = (ms) => new Promise((resume) => setTimeout(resume, ms));

async function addressOf(service) {
  const { services } = await slipway(['status', service]);
  const address = services.find(({ host }) => host === 'local')?.address;
  if (!address)
    throw new Error(`${service} was deployed and has no address: see "npm run -s slipway -- status ${service}"`);
  return address;
}

/** Runs the command line as an operator would, with --json, and resolves with its last line. */
function slipway(words) {
  return new Promise((resolve, reject) => {
    const args = [`${root}electron/cli/main.mjs`, ...words, '--json'];
    execFile(projectNode(), args, { cwd: root, maxBuffer: 256 * 1024 * 1024 }, (error, stdout, stderr) => {
      const last = JSON.parse(stdout.trimEnd().split('\n').at(-1) || '{}');
      if (last.error) reject(new Error(`slipway ${words.join(' ')}: ${last.error.message}\n${last.error.hint}`));
      else if (error) reject(new Error(`slipway ${words.join(' ')} ended with ${error.code}\n${stderr}`));
      else resolve(last);
    });
  });
}

function report(result) {
  if (json) return console.log(JSON.stringify(result));
  const columns = ['step', 'seconds', 'requests', 'failed', 'accuracy', 'release', 'version', 'digest'];
  const cells = (row) =>
    columns.map((name) =>
      name === 'digest' ? (row.digest ?? '').replace('sha256:', '').slice(0, 12) : String(row[name] ?? ''),
    );
  const rows = [columns, ...result.steps.map(cells)];
  const widths = columns.map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  console.log(
    `\n${rows
      .map((row) =>
        row
          .map((cell, column) => cell.padEnd(widths[column]))
          .join('  ')
          .trimEnd(),
      )
      .join('\n')}\n`,
  );
  console.log(result.ok ? 'No request failed.' : `${result.failed} requests failed.`);
  console.log(`The model answers at http://${result.address}/v2/models/digits. Where to look next:`);
  for (const command of ['status digits', 'ask digits --golden', 'history', 'history verify', 'logs digits'])
    console.log(`  npm run -s slipway -- ${command}`);
  console.log('  npm run demo -- --clean        removes all that this made');
  if (!result.ok) process.exitCode = 1;
}

try {
  await (process.argv.includes('--clean') ? cleanDemo({ slipway, say, json }) : demo());
} catch (error) {
  if (json) console.log(JSON.stringify({ error: { message: error.message } }));
  else console.error(`\n${error.message}`);
  process.exitCode = 1;
}
