import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { setup } from '#support/engine-clean';

/** The pages as they are now, and an engine without what killed runs left; at the end nothing of this run's may be left. */
async function prepare(): Promise<() => Promise<void>> {
  await build({
    configFile: fileURLToPath(new URL('../../../renderer/vite.config.ts', import.meta.url)),
    logLevel: 'error',
  });
  return await setup();
}

export { prepare as default };
