// The load client, a process of its own so that what is measured does not slow it down: see load.ts.
import { Resolver } from 'node:dns/promises';
import { Agent, get } from 'node:http';
import type { Aim, ClientWords } from './load.ts';

const answerWithin = 5_000;
const keepAlive = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY, maxFreeSockets: 64 });
const resolver = new Resolver();
resolver.setServers(['127.0.0.11']);

const labels: string[] = [];
let at = new Float64Array(1024);
let ms = new Float64Array(1024);
let label = new Uint8Array(1024);
let count = 0;
let underWay = 0;
let stopping = false;

process.on('message', (words: ClientWords) => {
  if (words.do === 'stop') stopping = true;
  else offer(words.aim, words.rate);
});
// The parent's end is ours too.
process.on('disconnect', () => process.exit(1));

/** Open loop: a request is due every 1/rate s whether or not earlier ones were answered, and is timed from when it was due. */
function offer(aim: Aim, rate: number): void {
  const origin = performance.timeOrigin;
  const began = performance.now();
  let sent = 0;
  const tick = () => {
    if (stopping) return finish();
    const due = Math.floor(((performance.now() - began) / 1000) * rate);
    for (; sent < due; sent++) void one(aim, sent, origin + began + (sent * 1000) / rate);
    setTimeout(tick, 1);
  };
  tick();
}

async function one(aim: Aim, n: number, due: number): Promise<void> {
  underWay++;
  const outcome = await address(aim, n).then(
    (target) => ask(target, aim, n),
    (error: NodeJS.ErrnoException) => `name: ${error.code ?? error.message}`,
  );
  record(due, performance.timeOrigin + performance.now() - due, outcome);
  underWay--;
}

async function address(aim: Aim, n: number): Promise<string> {
  if (aim.kind === 'ports') return aim.targets[n % aim.targets.length] ?? '';
  const found = await resolver.resolve4(aim.name);
  return `${found[Math.floor(Math.random() * found.length)]}:${aim.port}`;
}

/** Every other request opens a connection of its own. */
function ask(target: string, { path }: Aim, n: number): Promise<string> {
  const [host, port] = target.split(':');
  return new Promise((resolve) => {
    const agent = n % 2 === 0 ? keepAlive : false;
    const asked = get({ host, port, path, agent, timeout: answerWithin }, (response) => {
      let text = '';
      response.on('data', (part: Buffer) => {
        text += part;
      });
      response.on('error', (error: NodeJS.ErrnoException) => resolve(`cut: ${error.code ?? error.message}`));
      response.on('end', () => resolve(response.statusCode === 200 ? text : `status ${response.statusCode}`));
    });
    asked.on('timeout', () => asked.destroy(new Error(`no answer within ${answerWithin / 1000} s`)));
    asked.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });
}

function record(due: number, took: number, outcome: string): void {
  if (count === at.length) grow();
  at[count] = due;
  ms[count] = took;
  label[count] = labels.includes(outcome) ? labels.indexOf(outcome) : labels.push(outcome) - 1;
  count++;
}

function grow(): void {
  const double = <T extends Float64Array | Uint8Array>(to: T, from: T): T => {
    to.set(from);
    return to;
  };
  at = double(new Float64Array(count * 2), at);
  ms = double(new Float64Array(count * 2), ms);
  label = double(new Uint8Array(count * 2), label);
}

function finish(): void {
  if (underWay > 0) return void setTimeout(finish, 10);
  const seen = { at: at.slice(0, count), ms: ms.slice(0, count), label: label.slice(0, count), labels };
  process.send?.(seen, () => process.exit(0));
}
