import { readFileSync } from 'node:fs';
import { openCore } from '#core/core';

// A console of its own that tries the file named on its command line beside what serves, says so, and stays.
const [home = '', file = ''] = process.argv.slice(2);
const { client } = await openCore({ home, operator: 'ada', console: 'test' });
const { id } = await client.candidate.start({ text: readFileSync(file, 'utf8') });
for (let after = 0, over = false; !over; ) {
  const now = await client.candidate.next({ id, after });
  after = now.n;
  over = now.phase === 'done' || now.phase === 'failed';
}
process.stdout.write('tried\n');
setInterval(() => {}, 1_000);
