// Asks the sample model held-out digits over keep-alive connections, for the demo: how many answers, how many failed, how right.
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';

const heldOut = JSON.parse(readFileSync(new URL('../sample/digits/weights/heldout.json', import.meta.url), 'utf8'));

/** Asks every held-out row once; `right` of `of` is the accuracy that a caller sees. */
export async function classify(address) {
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  const answers = await Promise.all(heldOut.rows.map((row) => ask(address, row, agent)));
  agent.destroy();
  const right = answers.filter((answer, index) => answer.digit === heldOut.labels[index]).length;
  return { right, of: answers.length, failed: answers.filter(({ ok }) => !ok).length };
}

/** Constant traffic from `clients` keep-alive connections until `stop()`, which resolves with the counts. */
export function traffic(address, clients = 4) {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const seen = { requests: 0, failed: 0, failures: {}, ms: [] };
  let going = true;
  const client = async (first) => {
    for (let row = first; going; row = (row + clients) % heldOut.rows.length) {
      const since = performance.now();
      const answer = await ask(address, heldOut.rows[row], agent);
      seen.requests += 1;
      seen.ms.push(performance.now() - since);
      if (answer.ok) continue;
      seen.failed += 1;
      seen.failures[answer.why] = (seen.failures[answer.why] ?? 0) + 1;
    }
  };
  const clientsDone = Array.from({ length: clients }, (_, first) => client(first));
  return {
    async stop() {
      going = false;
      await Promise.all(clientsDone);
      agent.destroy();
      const ms = seen.ms.sort((a, b) => a - b);
      const at = (share) => Math.round((ms[Math.min(ms.length - 1, Math.floor(ms.length * share))] ?? 0) * 10) / 10;
      return { requests: seen.requests, failed: seen.failed, failures: seen.failures, p50: at(0.5), p99: at(0.99) };
    },
  };
}

function ask(address, row, agent) {
  const [host, port] = address.split(':');
  const input = { name: 'pixels', datatype: 'FP32', shape: [1, 64], data: row };
  const body = JSON.stringify({ inputs: [input] });
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve) => {
    const failed = (why) => resolve({ ok: false, why, digit: null });
    const options = { host, port, agent, headers, method: 'POST', path: '/v2/models/digits/infer', timeout: 10_000 };
    const asked = request(options, (answer) => {
      let text = '';
      answer.on('data', (part) => {
        text += part;
      });
      answer.on('error', (error) => failed(error.code ?? error.message));
      answer.on('end', () => {
        if (answer.statusCode !== 200) return failed(String(answer.statusCode));
        resolve({ ok: true, digit: JSON.parse(text).outputs[0].data[0] });
      });
    });
    asked.on('timeout', () => asked.destroy(new Error('no answer within 10 s')));
    asked.on('error', (error) => failed(error.code ?? error.message));
    asked.end(body);
  });
}
