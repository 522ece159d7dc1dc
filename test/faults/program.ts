import { parseArgs } from 'node:util';
import { quickFaults, slowFaults } from './faults.ts';
import { chooseRound, playRound } from './round.ts';
import { randomOf } from './random.ts';
import { engines, type EngineVersion, openWorld, type World } from './world.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    seed: { type: 'string', default: `${Math.floor(Math.random() * 2 ** 31)}` },
    engine: { type: 'string', default: '20.10' },
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed);
const faults = values.quick ? quickFaults : [...quickFaults, ...quickFaults, ...slowFaults];
if (!(values.engine in engines)) throw new Error(`--engine is ${Object.keys(engines).join(' or ')}`);
const version = values.engine as EngineVersion;
const rounds = values.only ? [Number(values.only)] : Array.from({ length: Number(values.rounds) }, (_, index) => index + 1);
console.log(`seed ${seed}, engine ${version}, ${rounds.length} rounds`);

let world: World | undefined;
let violated = 0;
let missed = 0;
const struck = new Map<string, number>();
for (const number of rounds) {
  world ??= await openWorld(version, '500m');
  const round = chooseRound(randomOf(seed, number), faults);
  const since = Date.now();
  const { at, exit, violations } = await playRound(world, round).catch((error) => ({ at: 'error', exit: '', violations: [{ rule: 'the program goes on', why: String(error?.stack ?? error) }] }));
  const { act, fault, phase, k, settleWith } = round;
  if (at === null) missed++;
  else struck.set(fault.name, (struck.get(fault.name) ?? 0) + 1);
  console.log(`${number}: ${act.name}, ${fault.name}, at ${phase} ${k} (${at ?? 'not reached'}): exit ${exit}, then ${settleWith}; ${violations.length === 0 ? 'all holds' : `${violations.length} VIOLATED`} (${Math.round((Date.now() - since) / 100) / 10} s)`);
  for (const { rule, why } of violations) console.log(`    ${rule}: ${why}`);
  if (violations.length === 0 && number % 40 !== 0) continue;
  if (violations.length > 0) violated++;
  await world[Symbol.asyncDispose]();
  world = undefined;
}
await world?.[Symbol.asyncDispose]();
console.log(`\n${rounds.length} rounds, ${rounds.length - missed} faults struck, ${violated} rounds with violations`);
for (const [name, count] of [...struck].sort()) console.log(`  ${count} × ${name}`);
process.exit(violated === 0 ? 0 : 1);
