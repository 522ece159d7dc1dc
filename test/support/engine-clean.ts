import { appendFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import Docker from 'dockerode';
import { ensureImages } from '#resources/setup/images.mjs';
import { type Left, leftOnEngine, removeLeft } from './left.ts';
import { runName, runOf } from './names.ts';

/** A run that began this long ago (in seconds) was killed: what it left is nobody's any more. */
const killedAfter = 3 * 3600;

/** Before the tests on the engine: what killed runs left goes, and the images that they need are there. After them: nothing of this run's may be left. */
export async function setup() {
  const now = Date.now() / 1000;
  const old = (name: string) => now - (runOf(name)?.began ?? now) > killedAfter;
  await removeLeft(await leftOnEngine(old));
  await ensureImages();
  const run = runName();
  return async () => {
    const mine = () => leftOnEngine((name) => runOf(name)?.run === run);
    // A busy engine takes its time over what was told to go.
    for (let looks = 0; looks < 10 && (await mine()).some(stays); looks += 1) await pause(3_000);
    const left = await mine();
    const miscounted = await miscountedIn(left);
    for (const { name } of miscounted)
      console.warn(`The engine miscounts who is on the network ${name}, and keeps it.`);
    const ours = left.filter((it) => !miscounted.includes(it));
    const said = ours.filter(stays).map(({ what, name }) => `${what} ${name}`);
    const trouble = await removeLeft(ours).then(
      (): string[] => [],
      (error: Error) => [`What the tests left on the engine cannot be removed: ${error.message}`],
    );
    if (said.length > 0) trouble.push(`The tests left on the engine: ${said.join(', ')}`);
    if (trouble.length > 0) throw told(trouble.join('\n'));
  };
}

/**
 * Networks that an engine before 28 keeps though nobody is on them: it counted a container twice that started with another,
 * and lets nobody remove them until it is restarted. What was only left behind is removed here without such words.
 */
async function miscountedIn(left: readonly Left[]): Promise<Left[]> {
  const docker = new Docker();
  const kept = async ({ what, name, remove }: Left): Promise<boolean> => {
    if (what !== 'network') return false;
    const there = await docker
      .getNetwork(name)
      .inspect()
      .catch(() => null);
    if (Object.keys(there?.Containers ?? {}).length > 0) return false;
    const all = await docker.listContainers({ all: true });
    if (all.some(({ NetworkSettings }) => name in NetworkSettings.Networks)) return false;
    return remove().then(
      () => false,
      (error: Error) => error.message.includes('has active endpoints'),
    );
  };
  const found = await Promise.all(left.map(kept));
  return left.filter((_, index) => found[index]);
}

/** Pins and volumes outlive a service on purpose, so the tests need not take them away one by one. */
const stays = ({ what }: Left): boolean => what === 'container' || what === 'network';

/** `npm test` says it above its closing line: the report of the tests is written before this. */
function told(text: string): Error {
  const { SLIPWAY_TEST_UNHANDLED: file } = process.env;
  if (file) appendFileSync(file, `${JSON.stringify(text)}\n`);
  return new Error(text);
}
