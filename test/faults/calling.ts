// Callers of the sample model, as a process that can be put where an engine publishes its ports.
//   node calling.ts ADDRESS      "look" on standard input is answered with what was seen so far, as a line of JSON
import { createInterface } from 'node:readline';
import { load } from '#support/load';

const [address = ''] = process.argv.slice(2);
const calling = load(address, { keeping: 2, fresh: 1, pause: 30 });
for await (const _ of createInterface({ input: process.stdin })) console.log(JSON.stringify(calling.seen()));
process.exit();
