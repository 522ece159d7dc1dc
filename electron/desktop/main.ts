import { join } from 'node:path';
import * as electron from 'electron';
import { homeOf } from '#core/paths';
import { openDesktop } from './desktop.ts';

// No `await` above this line and none inside before it: what Electron wants to know before it is ready is said in there.
openDesktop(electron, {
  entry: join(import.meta.dirname, 'core.mjs'),
  preload: join(import.meta.dirname, 'preload.cjs'),
  pages: join(import.meta.dirname, '..', 'renderer'),
  home: process.env.SLIPWAY_HOME ? homeOf(process.env, process.platform) : null,
  platform: process.platform,
  argv: process.argv,
});
