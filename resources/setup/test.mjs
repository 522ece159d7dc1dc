// Everything that has to hold, from a clean clone:  npm test [-- ARGUMENTS FOR VITEST]
// Installs, sees to an engine, its images and a browser, then formats, lints, types and all tests, the real engine's too.
//   --e2e [ARGUMENTS FOR PLAYWRIGHT]   the journeys in a browser, and nothing else; SLIPWAY_SHELL=desktop: in Electron
// Runs on the system's Node before anything is installed, so it imports only its neighbours and Node itself.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { setPriority, tmpdir } from 'node:os';
import { delimiter, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { ensureChromium } from './chromium.mjs';
import { ensureEngine } from './engine.mjs';
import { ensureImages } from './images.mjs';
import { ensureInstalled, projectNode } from './install.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'slipway-test-'));
const journeys = join(folder, 'journeys.json');
const say = (text) => console.error(`· ${text}`);

async function main(args) {
  ensureInstalled({ say });
  const [first, ...rest] = args;
  const part = first === '--e2e' ? 'journeys' : args.length > 0 ? 'tests' : 'all';
  if (!onlyUnit(args)) {
    const { url } = await ensureEngine({ say });
    say(`engine: ${url}`);
    await ensureImages({ say });
  }
  const chromium = part === 'tests' || process.env.SLIPWAY_SHELL === 'desktop' ? '' : ensureChromium({ say });
  const checked = part === 'journeys' ? [] : await checks();
  if (part === 'all') {
    process.env.SLIPWAY_TEST_PROGRAM = await built();
    // Two lanes beside one another outlast a limit of the product now and then: what is on engines gets one more try, and
    // which needed it is said. What looks for races has none, see vitest.config.ts and `retry: 0` at the tests themselves.
    process.env.SLIPWAY_SECOND_TRY = '1';
  }
  const some = part === 'tests' ? [{ args, nice: 0 }] : lanes;
  const tested = part === 'journeys' ? [] : await Promise.all(some.map(tests));
  const travelled = part === 'tests' ? nothing : await travels(part === 'journeys' ? rest : [], chromium);
  const ran = [...tested, travelled];
  const [passed, failed] = ['passed', 'failed'].map((key) => ran.reduce((sum, each) => sum + each[key], 0));
  const trouble = [
    ...checked,
    ...ran.flatMap((each) => each.trouble),
    ...(passed + failed === 0 ? ['No test ran.'] : []),
  ];
  for (const line of [...ran.flatMap((each) => each.again), ...ran.flatMap((each) => each.named), ...trouble])
    console.error(line);
  console.log(`\n${passed} passed, ${failed} failed`);
  return trouble.length + failed === 0 ? 0 : 1;
}

/**
 * What runs beside one another: one engine's tests wait most of the time, for models to start and connections to drain.
 * Load is measured in some of them, so the others give way. A third lane was no faster on two cores, and what waits for
 * something waited too long.
 */
const lanes = [
  { args: ['--project', 'docker'], nice: 0 },
  { args: ['--project', 'unit', '--project', 'process', '--project', 'calm', '--project', 'engines'], nice: 5 },
];

const nothing = { passed: 0, failed: 0, named: [], again: [], trouble: [] };

async function checks() {
  const formatted = await tool('@biomejs/biome/bin/biome', ['check', '--error-on-warnings']);
  const typed = await tool('typescript/bin/tsc', ['-b']);
  return [
    ...(formatted === 0 ? [] : ['Format or lint failed: npx biome check says where.']),
    ...(typed === 0 ? [] : ['Types failed: npx tsc -b says where.']),
  ];
}

/** The command line as users get it: the tests start it hundreds of times, and the sources take twice as long to load. */
async function built() {
  if ((await tool('vite/bin/vite.js', ['build', '--logLevel', 'warn'])) !== 0)
    throw new Error('It does not build: see above.');
  return join(root, 'dist', 'slipway.mjs');
}

async function tests({ args, nice }) {
  const began = Date.now();
  const own = mkdtempSync(join(folder, 'vitest-'));
  const [report, unhandled] = [join(own, 'report.json'), join(own, 'unhandled.jsonl')];
  const third = `--reporter=${join(root, 'resources', 'setup', 'unhandled-reporter.mjs')}`;
  const reporters = ['--reporter=default', '--reporter=json', third, `--outputFile.json=${report}`];
  const more = { SLIPWAY_TEST_UNHANDLED: unhandled };
  const ended = await tool('vitest/vitest.mjs', ['run', ...reporters, ...args], { nice, more });
  const { passed, failed, wrong, again, unseen, broken, slowest } = counts(report);
  say(`${args.filter((it) => !it.startsWith('-')).join(', ')}: ${seconds(Date.now() - began)}, of which ${slowest}`);
  const filtered = args.some((word) => /^(-t|--testNamePattern)/.test(word));
  const missed = filtered ? [] : unseen;
  const named = [
    ...wrong,
    ...missed.map((name) => `not run: ${name}`),
    ...broken.map((name) => `no test of it ran: ${name}`),
  ];
  const stray = existsSync(unhandled)
    ? readFileSync(unhandled, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
    : [];
  const beside = stray.map((each) => `beside the tests: ${why([each])}`);
  if (ended !== 0 && failed + stray.length === 0) beside.push(`The tests ended with ${ended}: see above.`);
  return { passed, failed: failed + missed.length + broken.length, named, again, trouble: beside };
}

async function travels(args, chromium) {
  const env = { SLIPWAY_E2E_REPORT: journeys, SLIPWAY_CHROMIUM: chromium };
  const ended = await tool('@playwright/test/cli.js', ['test', '-c', join('test', 'e2e'), ...args], { more: env });
  if (!existsSync(journeys)) return { ...nothing, trouble: ['The journeys did not run: see above.'] };
  const { stats, errors, suites } = JSON.parse(readFileSync(journeys, 'utf8'));
  for (const { name, path } of suites.flatMap(attachments))
    if (name === 'error-context' && existsSync(path)) console.error(pageIn(readFileSync(path, 'utf8')));
  const failed = stats.unexpected + stats.flaky + stats.skipped;
  const wrong = suites.flatMap(specsOf).filter(({ ok }) => !ok);
  const beside = errors.length > 0 || (ended !== 0 && failed === 0);
  return {
    passed: stats.expected,
    failed,
    named: wrong.map(({ file, title, tests }) => `failed: ${file}: ${title}\n${why(tests.flatMap(messagesOf))}`),
    again: [],
    trouble: beside ? ['A journey ended with an error beside it: see above.'] : [],
  };
}

const pageIn = (context) => context.slice(Math.max(0, context.indexOf('# Page snapshot'))).slice(0, 6000);

const specsOf = ({ suites = [], specs = [] }) => [...suites.flatMap(specsOf), ...specs];

const messagesOf = ({ results }) => results.flatMap(({ errors = [] }) => errors.map(({ message = '' }) => message));

/** What was kept of the journeys that failed: where a log is all that is left, the page as it was then is in it. */
const attachments = (suite) =>
  specsOf(suite).flatMap(({ tests }) =>
    tests.flatMap(({ results }) => results.flatMap(({ attachments: kept }) => kept)),
  );

const onlyUnit = (args) =>
  /(^| )--project[ =]unit( |$)/.test(args.join(' ')) && !/--project[ =](?!unit)/.test(args.join(' '));

/** Runs one of the project's tools with its own Node and this terminal; resolves with the exit status. */
function tool(file, args, { more = {}, nice = 0 } = {}) {
  const node = projectNode();
  const path = [dirname(node), join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter);
  return new Promise((resolve, reject) => {
    const child = spawn(node, [join(root, 'node_modules', file), ...args], {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, PATH: path, ...more },
    });
    if (nice > 0 && child.pid) setPriority(child.pid, nice);
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  });
}

const seconds = (ms) => `${Math.round(ms / 1000)} s`;

/** The first of what a failed test says, without its colours: enough where the end of a log is all that is left. */
const why = (messages) =>
  stripVTControlCharacters(messages.join('\n')).split('\n').slice(0, 24).join('\n').slice(0, 2500);

/** `wrong` failed, `unseen` were skipped or are still to be written; `broken` are files that ended before a test of theirs ran. */
function counts(report) {
  const none = { passed: 0, failed: 0, wrong: [], again: [], unseen: [], broken: [], slowest: 'nothing ran' };
  if (!existsSync(report)) return none;
  const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
  const slowest = testResults
    .map(({ name, startTime, endTime }) => ({ name: relative(root, name), took: endTime - startTime }))
    .toSorted((a, b) => b.took - a.took)
    .slice(0, 8)
    .map(({ name, took }) => `${name} ${seconds(took)}`)
    .join(', ');
  return testResults.reduce(({ passed, failed, wrong, again, unseen, broken }, { name, status, assertionResults }) => {
    const file = relative(root, name);
    const having = (...states) => assertionResults.filter((one) => states.includes(one.status));
    const skipped = assertionResults.filter((one) => !['passed', 'failed'].includes(one.status));
    return {
      passed: passed + having('passed').length,
      failed: failed + having('failed').length,
      wrong: [
        ...wrong,
        ...having('failed').map((one) => `failed: ${file}: ${one.fullName}\n${why(one.failureMessages)}`),
      ],
      again: [
        ...again,
        ...having('passed')
          .filter(({ failureMessages }) => failureMessages.length > 0)
          .map((one) => `passed at its second try: ${file}: ${one.fullName}\n${why(one.failureMessages)}`),
      ],
      unseen: [...unseen, ...skipped.map(({ fullName }) => `${file}: ${fullName}`)],
      broken: status === 'failed' && having('passed', 'failed').length === 0 ? [...broken, file] : broken,
      slowest,
    };
  }, none);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(`\n${error.message}\n\n0 passed, 0 failed`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
