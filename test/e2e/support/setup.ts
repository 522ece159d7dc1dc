import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { setup } from '#support/engine-clean';
import { electronProgram, onDesktop } from './desktop.ts';

/** The pages as they are now, and an engine without what killed runs left; at the end nothing of this run's may be left. */
async function prepare(): Promise<() => Promise<void>> {
  if (onDesktop) {
    electronProgram();
    await build({ configFile: at('vite.config.ts'), logLevel: 'error' });
  }
  await build({ configFile: at('renderer/vite.config.ts'), logLevel: 'error' });
  return await setup();
}

const at = (file: string): string => fileURLToPath(new URL(`../../../${file}`, import.meta.url));

export { prepare as default };
