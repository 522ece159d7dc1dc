import type { Deployment } from '#contract/deployment';
import { openCore } from '#core/core';
import { label, names } from '#core/docker/labels';
import type { Console, Ran } from './console.ts';
import type { Violation } from './invariants.ts';
import type { World } from './world.ts';

/**
 * What is done next: each of the first four settles what was left. `bob deploys` is somebody else who comes first, on a
 * data folder that knows of nothing; then ada asks for the status. `killed again` dies in the middle of the settling.
 */
export const settlings = ['status', 'doctor', 'deploy', 'rollback', 'bob deploys', 'killed again'] as const;
export type Settling = (typeof settlings)[number];

export type ToSettle = {
  readonly service: string;
  readonly how: Settling;
  /** Ids of what the console left unfinished. */
  readonly left: readonly string[];
  /** The change of the settling at which it dies, where it does. */
  readonly dies?: number;
};

export async function unfinishedOf({ home }: Pick<Console, 'home'>): Promise<string[]> {
  await using core = await openCore({ home, operator: 'reader', console: 'test' });
  const { deployments } = await core.client.history.list({ limit: 20 });
  return deployments.filter(isLive).map(({ id }) => id);
}

const isLive = ({ state }: Deployment): boolean => ['planned', 'running', 'watching'].includes(state);

/** Settles, and finds fault with how that was told. */
export async function settle(world: World, given: ToSettle): Promise<Violation[]> {
  const { service, how, left, dies = 3 } = given;
  const { ada, bob } = world;
  const deploy = (console: Console) =>
    reaching(() => console.run('deploy', '-f', console.write(world.nextFile({ service }))));
  const status = () => reaching(() => ada.run('status', service));
  switch (how) {
    case 'status':
      return told(await status(), left);
    case 'doctor':
      return told(await ada.run('doctor'), left);
    case 'deploy':
      return ended(await deploy(ada));
    case 'rollback':
      return ended(await reaching(() => ada.run('rollback', service)));
    case 'bob deploys':
      await lockGone(world, service);
      return [...ended(await deploy(bob)), ...told(await status(), left)];
    case 'killed again':
      await dying(world, service, dies);
      return told(await status(), []);
  }
}

/**
 * On a busy machine an engine that is well may be slower than a command waits for it. Who is told so (exit 4) asks again,
 * as the hint says; that it never answers stays a violation.
 */
export async function reaching(command: () => Promise<Ran>): Promise<Ran> {
  for (let left = 4; ; left--) {
    const ran = await command();
    if (ran.exit !== 4 || left === 0) return ran;
  }
}

/** Dies at its n-th change, or not at all when it has less to do. */
async function dying({ ada }: World, service: string, dies: number): Promise<void> {
  ada.wire.forget();
  const { child, ended } = ada.start(['status', service]);
  ada.wire.rule = (_, n) => {
    if (n !== dies) return { fate: 'pass' };
    return { fate: 'lose', answered: () => void child.kill('SIGKILL') };
  };
  await ended;
  ada.wire.rule = null;
}

/** What was settled is named, with what became of it. */
function told(ran: Ran, left: readonly string[]): Violation[] {
  const { settled = [] } = (ran.lines.at(-1) ?? {}) as { settled?: { id: string; outcome: string; reason: string }[] };
  const done = settled.filter(({ outcome, reason }) => ['completed', 'taken-back'].includes(outcome) && reason !== '');
  const silent = left.filter((id) => !done.some((it) => it.id === id));
  const said = JSON.stringify(settled);
  return [
    ...ended(ran),
    ...(silent.length === 0 ? [] : [{ rule: 'what is settled is told', why: `${silent.join(', ')}: ${said}` }]),
  ];
}

/** Exit 2 is for what cannot be done at all: a rollback of a service with one release, or of none. */
function ended({ exit, signal, late, lines }: Ran): Violation[] {
  if (late) return [{ rule: 'every command ends', why: 'what settles did not' }];
  if (exit === 0 || exit === 1 || exit === 2) return [];
  return [
    { rule: 'the next command settles', why: `it ended with ${exit ?? signal}: ${JSON.stringify(lines.at(-1))}` },
  ];
}

/** Longer than a lease: what a holder that died between create and start left may be taken away by then. */
const stale = 17_000;

/** A console that died between making its lock and starting it left one that nothing ends: it is in nobody's way for long. */
export async function staleLockGone(world: World, service: string): Promise<Violation[]> {
  const lock = await world.engine.inspectContainer(names.lock(service));
  if (lock?.State.Status !== 'created') return [];
  await lockGone(world, service);
  return ended(await world.bob.run('restart', service));
}

/** Waits until nobody holds the service's lock any more: a dead holder's goes within a second, a frozen one's in 15. */
export async function lockGone({ engine }: World, service: string): Promise<void> {
  const name = names.lock(service);
  for (const end = Date.now() + 60_000; Date.now() < end; await new Promise((resume) => setTimeout(resume, 100))) {
    const lock = await engine.inspectContainer(name);
    if (!lock || (lock.State.Status === 'created' && Date.now() - Date.parse(lock.Created) > stale)) return;
  }
  throw new Error(`${name} is still held`);
}

/** A service beside the one that is called goes when its round is over. */
export async function takenAway(
  { ada, engine }: World,
  { apart }: { readonly apart: boolean },
  service: string,
): Promise<Violation[]> {
  if (!apart) return [];
  const there = await engine.listContainers([`${label.service}=${service}`]);
  if (there.length === 0) return [];
  const { exit, lines } = await ada.run('retire', service, '--yes');
  return exit === 0 ? [] : [{ rule: 'it can be retired', why: JSON.stringify(lines.at(-1)) }];
}
