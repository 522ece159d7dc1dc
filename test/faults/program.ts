import { parseArgs } from 'node:util';
import { actNamed } from './acts.ts';
import { race, starts } from './consoles.ts';
import { quickFaults, slowFaults } from './faults.ts';
import type { Violation } from './invariants.ts';
import { countPoints, crashAt, pointsOf } from './points.ts';
import { randomOf } from './random.ts';
import { chooseRound, playRound } from './round.ts';
import { settlings } from './settle.ts';
import { type EngineVersion, engines, openWorld, type World } from './world.ts';

const usage = `npm run test:faults -- [rounds|points|consoles] [--rounds N] [--seed N] [--from N] [--to N] [--only N] [--engine 20.10|26.1]
  rounds    a fault, an act and a place for it at random in every round (the default)
  points    a console killed before and after every change and every write of --act (deploy)
  consoles  two consoles that deploy the same at once, --rounds times`;

/** What one round found, in the words of its line. */
type Found = { readonly line: string; readonly struck: string | null; readonly violations: readonly Violation[] };
type Rounds = { readonly count: number; play(world: World, round: number): Promise<Found> };

/** Every so many rounds a new world, so that what they keep does not grow without end. */
const renewed = 40;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '20' },
    seed: { type: 'string', default: `${Math.floor(Math.random() * 2 ** 31)}` },
    engine: { type: 'string', default: '20.10' },
    act: { type: 'string', default: 'deploy' },
    from: { type: 'string', default: '1' },
    to: { type: 'string' },
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
  },
});

async function main(): Promise<number> {
  const { engine, only } = values;
  if (!(engine in engines)) throw new Error(usage);
  const seed = Number(values.seed);
  const from = Number(values.from);
  const open = () => openWorld(engine as EngineVersion, '500m');
  const kinds = { rounds: atRandom, points: everyPoint, consoles: twoConsoles };
  const kind = kinds[(positionals[0] ?? 'rounds') as keyof typeof kinds];
  if (!kind) throw new Error(usage);
  let world: World | null = await open();
  const { count, play } = await kind(world, seed);
  const last = Math.min(count, Number(values.to ?? count));
  const rounds = only ? [Number(only)] : Array.from({ length: last - from + 1 }, (_, index) => from + index);
  console.log(`seed ${seed}, engine ${engine}, ${rounds.length} rounds`);
  const struck: string[] = [];
  const violated: Violation[] = [];
  for (const round of rounds) {
    world ??= await open();
    const since = performance.now();
    const { line, struck: fault, violations } = await play(world, round).catch(broken);
    if (fault) struck.push(fault);
    violated.push(...violations);
    const verdict = violations.length === 0 ? 'all holds' : `${violations.length} VIOLATED`;
    console.log(`${round}: ${line}: ${verdict} (${((performance.now() - since) / 1000).toFixed(1)} s)`);
    for (const { rule, why } of violations) console.log(`    ${rule}: ${why}`);
    if (violations.length === 0 && round % renewed !== 0) continue;
    await world[Symbol.asyncDispose]();
    world = null;
  }
  await world?.[Symbol.asyncDispose]();
  console.log(`\n${rounds.length} rounds, ${struck.length} faults, ${violated.length} violations`);
  for (const [name, of] of Map.groupBy(struck.toSorted(), (it) => it)) console.log(`  ${of.length} × ${name}`);
  for (const [rule, of] of Map.groupBy(violated, (it) => it.rule)) console.log(`  VIOLATED ${of.length} × ${rule}`);
  return violated.length === 0 ? 0 : 1;
}

/** What the program itself did not expect ends the round, not the run. */
function broken(error: unknown): Found {
  const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { line: 'the round broke off', struck: null, violations: [{ rule: 'a round comes to its end', why }] };
}

async function atRandom(_: World, seed: number): Promise<Rounds> {
  const faults = values.quick ? quickFaults : [...quickFaults, ...slowFaults];
  return {
    count: Number(values.rounds),
    async play(world, round) {
      const chosen = chooseRound(randomOf(seed, round), faults);
      const { act, fault, phase, k, how } = chosen;
      const { at, exit, said, violations } = await playRound(world, chosen);
      const line = `${act.name}, ${fault.name}, ${phase} ${k} (${at ?? 'not reached'}), exit ${exit}${said && ` "${said}"`}, then ${how}`;
      return { line, struck: at && fault.name, violations };
    },
  };
}

async function everyPoint(world: World, seed: number): Promise<Rounds> {
  const act = actNamed(values.act);
  const points = pointsOf(await countPoints(world, act));
  return {
    count: points.length,
    async play(world, round) {
      const point = points[round - 1];
      if (!point) throw new Error(`there are ${points.length} points`);
      const settleWith = randomOf(seed, round).pick(settlings);
      const { at, violations } = await crashAt(world, { act, point, settleWith });
      const line = `${act.name} killed ${point.when} ${point.of} ${point.n} (${at ?? 'not reached'}), then ${settleWith}`;
      return { line, struck: at && `${act.name} killed ${point.when} a ${point.of}`, violations };
    },
  };
}

async function twoConsoles(): Promise<Rounds> {
  return {
    count: Number(values.rounds),
    async play(world, round) {
      const start = starts[round % starts.length] ?? 'lock';
      const { winner, apart, violations } = await race(world, start);
      const line = `${winner} deploys; both at their ${start}, ${apart.toFixed(3)} ms apart`;
      return { line, struck: 'two consoles at once', violations };
    },
  };
}

process.exitCode = await main();
