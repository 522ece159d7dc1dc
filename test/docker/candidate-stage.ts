import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { openCore } from '#core/core';
import { connect } from '#core/docker/connect';
import { localUrl } from '#core/docker/local';

// A console of its own that tries the file named on its command line beside what serves, says when it asks, and stays.
const [home = '', file = ''] = process.argv.slice(2);
const { client } = await openCore({ home, operator: 'ada', console: 'test' });
const { id } = await client.candidate.start({ text: readFileSync(file, 'utf8') });
const engine = await connect(localUrl(process.env));
for (let asks = false; !asks; await sleep(50)) {
  const all = await engine.everyContainer(null);
  asks = all.some(
    ({ name, state }) => name.endsWith(`-try-${id.slice(-6).toLowerCase()}-beside`) && state === 'running',
  );
}
process.stdout.write('tried\n');
setInterval(() => {}, 1_000);
