import { operatorHere, versionHere } from '#core/acting';
import { homeOf } from '#core/paths';
import { serveCore } from './serve-core.ts';

// The core's own process: what is slow here never stalls a window, and what ends here ends no window.
await serveCore({
  parent: process.parentPort,
  birth: {
    home: homeOf(process.env, process.platform),
    operator: operatorHere(),
    console: `slipway ${versionHere()} (desktop)`,
    note: (text) => console.error(text),
  },
  log: (text) => console.error(text),
});
process.exit(0);
