import { openConsole } from '#wire/open';

/** A console that owns the data folder or attaches to its owner, says which, and stays until it is killed or told to go. */
const [home = ''] = process.argv.slice(2);
const birth = { home, operator: 'ada@here', console: 'slipway 1.2.3' };
const console = await openConsole({ birth, need: 'writes', signal: new AbortController().signal });
process.on('SIGTERM', async () => {
  await console.stay();
  await console[Symbol.asyncDispose]();
  process.exit();
});
setInterval(() => console.as, 60_000);
process.stdout.write(`${console.as}\n`);
