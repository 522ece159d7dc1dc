// Everything that has to hold, from a clean clone:  npm test [-- ARGUMENTS FOR VITEST]
// Installs, sees to an engine and its images, then formats, lints, types and all tests, the real engine's too.
// Runs on the system's Node before anything is installed, so it imports only its neighbours and Node itself.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureEngine } from './engine.mjs';
import { ensureImages } from './images.mjs';
import { ensureInstalled, projectNode } from './install.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'slipway-test-'));
const report = join(folder, 'report.json');
const say = (text) => console.error(`· ${text}`);

async function main(args) {
  ensureInstalled({ say });
  if (!onlyUnit(args)) {
    const { url } = await ensureEngine({ say });
    say(`engine: ${url}`);
    await ensureImages({ say });
  }
  const formatted = await tool('@biomejs/biome/bin/biome', ['check', '--error-on-warnings']);
  const typed = await tool('typescript/bin/tsc', ['-b']);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const tested = await tool('vitest/vitest.mjs', ['run', ...reporters, ...args]);
  const { passed, failed, unseen, broken } = counts();
  const filtered = args.some((word) => /^(-t|--testNamePattern)/.test(word));
  const missed = filtered ? [] : unseen;
  for (const name of missed) console.error(`not run: ${name}`);
  for (const name of broken) console.error(`no test of it ran: ${name}`);
  const trouble = [
    ...(formatted === 0 ? [] : ['Format or lint failed: npx biome check says where.']),
    ...(typed === 0 ? [] : ['Types failed: npx tsc -b says where.']),
    ...(passed + failed === 0 ? ['No test ran.'] : []),
    ...(tested !== 0 && failed === 0 ? ['The tests ended with an error beside them: see above.'] : []),
  ];
  for (const line of trouble) console.error(line);
  const failures = failed + missed.length + broken.length;
  console.log(`\n${passed} passed, ${failures} failed`);
  return trouble.length + failures === 0 ? 0 : 1;
}

const onlyUnit = (args) =>
  /(^| )--project[ =]unit( |$)/.test(args.join(' ')) && !/--project[ =](?!unit)/.test(args.join(' '));

/** Runs one of the project's tools with its own Node and this terminal; resolves with the exit status. */
function tool(file, args) {
  const node = projectNode();
  const path = [dirname(node), join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter);
  return new Promise((resolve, reject) => {
    const child = spawn(node, [join(root, 'node_modules', file), ...args], {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, PATH: path },
    });
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  });
}

/** `unseen` were skipped or are still to be written; `broken` are files that ended before a test of theirs ran. */
function counts() {
  const nothing = { passed: 0, failed: 0, unseen: [], broken: [] };
  if (!existsSync(report)) return nothing;
  const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
  return testResults.reduce(({ passed, failed, unseen, broken }, { name, status, assertionResults }) => {
    const file = relative(root, name);
    const having = (...states) => assertionResults.filter((one) => states.includes(one.status));
    const skipped = assertionResults.filter((one) => !['passed', 'failed'].includes(one.status));
    return {
      passed: passed + having('passed').length,
      failed: failed + having('failed').length,
      unseen: [...unseen, ...skipped.map(({ fullName }) => `${file}: ${fullName}`)],
      broken: status === 'failed' && having('passed', 'failed').length === 0 ? [...broken, file] : broken,
    };
  }, nothing);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(`\n${error.message}\n\n0 passed, 0 failed`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
