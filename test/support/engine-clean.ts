import { ensureImages } from '#resources/setup/images.mjs';
import { leftOnEngine, removeLeft } from './left.ts';
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
    const left = await leftOnEngine((name) => runOf(name)?.run === run);
    await removeLeft(left);
    // Pins and volumes outlive a service on purpose, so the tests need not take them away one by one.
    const stayed = left.filter(({ what }) => what === 'container' || what === 'network');
    if (stayed.length === 0) return;
    const said = stayed.map(({ what, name }) => `${what} ${name}`).join(', ');
    throw new Error(`The tests left on the engine (removed now): ${said}`);
  };
}
