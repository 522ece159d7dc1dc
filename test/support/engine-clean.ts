import { appendFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
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
    const said = left.filter(stays).map(({ what, name }) => `${what} ${name}`);
    const trouble = await removeLeft(left).then(
      (): string[] => [],
      (error: Error) => [`What the tests left on the engine cannot be removed: ${error.message}`],
    );
    if (said.length > 0) trouble.push(`The tests left on the engine: ${said.join(', ')}`);
    if (trouble.length > 0) throw told(trouble.join('\n'));
  };
}

/** Pins and volumes outlive a service on purpose, so the tests need not take them away one by one. */
const stays = ({ what }: Left): boolean => what === 'container' || what === 'network';

/** `npm test` says it above its closing line: the report of the tests is written before this. */
function told(text: string): Error {
  const { SLIPWAY_TEST_UNHANDLED: file } = process.env;
  if (file) appendFileSync(file, `${JSON.stringify(text)}\n`);
  return new Error(text);
}
