// What is measured against whom: started by `npm run bench`, see the options below.
import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { ensureImages } from '#resources/setup/images.mjs';
import { makeApp, removeApp } from './app.ts';
import { docker } from './command.ts';
import { composeContender } from './compose.ts';
import { composeProgram } from './compose-program.ts';
import type { Absent, Contender } from './contender.ts';
import { type BenchEngine, benchEngine } from './engine.ts';
import { compareSsh } from './far.ts';
import { compareLooking } from './looking.ts';
import { gatewayOverhead } from './overhead.ts';
import { profileActs } from './profile.ts';
import { compareReplacing } from './replacing.ts';
import { printed, type Report } from './report.ts';
import { scrollLongLists } from './scrolling.ts';
import { seeChanges } from './seeing.ts';
import { type Slipway, slipway } from './slipway.ts';
import { swarmContenders } from './swarm.ts';
import { deployUnderLoad } from './under-load.ts';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    deployments: { type: 'string', default: '100' },
    /** replacing, profile, load, overhead, seeing, scrolling, ssh, looking: only these, comma between them. */
    only: { type: 'string', default: 'scrolling,ssh,looking,replacing,profile,load,overhead,seeing' },
    /** Every call to the engine in one act. */
    calls: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const rounds = Number(options.rounds);
const parts = options.only.split(',');
const say = (line: string) => console.error(`· ${line}`);

// Whatever is under way fails once its network or engine is gone; this only says why and lets nothing new begin.
const stopped = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => stopped.abort(new Error(`stopped by ${signal}`)));
}

async function measure(after: AsyncDisposableStack): Promise<Report> {
  const loadBefore = load();
  const scrolling = parts.includes('scrolling') ? { scrolling: await scrollLongLists(say) } : {};
  const far = parts.includes('ssh') ? { far: await compareSsh(say) } : {};
  const looking = parts.includes('looking') ? { looking: await compareLooking(rounds, say) } : {};
  const report = parts.some((part) => !['scrolling', 'ssh', 'looking'].includes(part))
    ? await measureEngine(loadBefore, after)
    : { machine: { cpus: availableParallelism(), engine: null, loadBefore } };
  return { ...report, ...scrolling, ...far, ...looking, machine: { ...report.machine, loadAfter: load() } };
}

type Measured = Omit<Report, 'machine'> & { readonly machine: Omit<Report['machine'], 'loadAfter'> };

async function measureEngine(loadBefore: number, after: AsyncDisposableStack): Promise<Measured> {
  const { gateway } = await ensureImages({ which: 'gateway', say });
  const engine = after.use(await benchEngine(gateway ? [gateway] : []));
  if (!engine.own) say(`measured on the machine's own engine: ${engine.why}`);
  if (!engine.own) after.defer(removeApp);
  await makeApp();
  const ours = await slipway(engine, after);
  const report: { -readonly [K in keyof Measured]: Measured[K] } = { machine: await machine(engine, loadBefore) };
  // Before others share the engine, and while Slipway serves v1.
  if (parts.includes('profile')) report.profile = await profileActs(ours, 'v1', even(rounds));
  if (parts.includes('seeing')) report.seeing = await seeChanges(ours);
  if (parts.includes('overhead')) report.overhead = await gatewayOverhead(ours, rounds);
  if (parts.includes('load'))
    report.underLoad = await deployUnderLoad(ours, 'v1', even(Number(options.deployments)), say);
  if (parts.includes('replacing')) report.replacing = await replacing(engine, ours, after);
  return report;
}

async function replacing(engine: BenchEngine, ours: Slipway, after: AsyncDisposableStack) {
  const contenders: Contender[] = [...ours.contenders()];
  const absent: Absent[] = [];
  const joining = (name: string, prepared: Promise<readonly Contender[]>) =>
    prepared.then(
      (ready) => contenders.push(...ready),
      (error: Error) => absent.push({ name, why: error.message }),
    );
  const program = await composeProgram(say);
  if (program) await joining('Compose', composeContender(engine, program, after));
  else absent.push({ name: 'Compose', why: 'it is not installed and could not be fetched' });
  if (engine.own) await joining('Swarm', swarmContenders(after));
  else absent.push({ name: 'Swarm', why: engine.why });
  return { results: await compareReplacing(contenders, rounds, say), absent };
}

async function machine(engine: BenchEngine, loadBefore: number): Promise<Measured['machine']> {
  const version = (await docker('version', '--format', '{{.Server.Version}}')).trim();
  return { cpus: availableParallelism(), engine: { version, own: engine.own }, loadBefore };
}

const load = (): number => Math.round((loadavg()[0] ?? 0) * 10) / 10;
/** Parts that follow find the version that this one began with. */
const even = (count: number): number => Math.ceil(count / 2) * 2;

const interrupted = new Promise<never>((_, reject) => {
  stopped.signal.addEventListener('abort', () => reject(stopped.signal.reason));
});

try {
  await using after = new AsyncDisposableStack();
  const report = await Promise.race([measure(after), interrupted]);
  console.log(options.json ? JSON.stringify(report) : `\n${printed(report, options.calls)}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = stopped.signal.aborted ? 130 : 1;
}
process.exit();
