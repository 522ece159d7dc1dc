import { fileURLToPath } from 'node:url';

/**
 * The command line that is tested: the sources, or what `npm run build` made of them where `npm test` names it, since that
 * starts in half the time.
 */
export const program: string =
  process.env.SLIPWAY_TEST_PROGRAM || fileURLToPath(new URL('../../electron/cli/main.mjs', import.meta.url));
