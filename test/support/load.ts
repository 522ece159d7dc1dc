import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { golden } from './service-file.ts';

/** What callers saw. `releases` counts answers by the release that gave them; `failed` says why, one entry a request. */
export type Seen = {
  readonly requests: number;
  readonly failed: readonly string[];
  readonly releases: Readonly<Record<string, number>>;
};

export type Load = {
  /** Answers so far, by release. */
  readonly releases: Readonly<Record<string, number>>;
  /** All so far. */
  seen(): Seen;
  stop(): Promise<Seen>;
};

/**
 * How many callers keep their connection, how many open a new one for every request, the pause of each in ms, and the key
 * that they send.
 */
export type Callers = {
  readonly keeping?: number;
  readonly fresh?: number;
  readonly pause?: number;
  readonly key?: string;
};

const [asked] = golden;
const body = JSON.stringify(asked?.request.body);

/** Constant load on the sample model until `stop()`. Any status but 200, a wrong digit and a broken connection count as failed. */
export function load(address: string, { keeping = 4, fresh = 2, pause: between = 2, key }: Callers = {}): Load {
  const agent = new Agent({ keepAlive: true, maxSockets: keeping });
  const failed: string[] = [];
  const releases: Record<string, number> = {};
  let requests = 0;
  let going = true;
  const caller = async (through: Agent | false) => {
    while (going) {
      const answer = await ask(address, through, key);
      requests += 1;
      releases[answer.release] = (releases[answer.release] ?? 0) + 1;
      if (answer.wrong) failed.push(answer.wrong);
      await pause(between);
    }
  };
  const callers = [
    ...Array.from({ length: keeping }, () => caller(agent)),
    ...Array.from({ length: fresh }, () => caller(false)),
  ];
  return {
    releases,
    seen: () => ({ requests, failed: [...failed], releases: { ...releases } }),
    async stop() {
      going = false;
      await Promise.all(callers);
      agent.destroy();
      return { requests, failed, releases };
    },
  };
}

export type Answer = { readonly wrong: string | null; readonly release: string; readonly digit: unknown };

/** One request as a caller makes it; `release` is "" when the gateway did not say which gave the answer. */
export function ask(address: string, agent: Agent | false = false, key?: string): Promise<Answer> {
  const [host, port] = address.split(':');
  const sized = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  const headers = { ...sized, ...(key === undefined ? {} : { 'x-api-key': key }) };
  return new Promise((resolve) => {
    const options = { host, port, agent, headers, method: 'POST', path: '/v2/models/digits/infer', timeout: 15_000 };
    const fail = (error: Error) => resolve({ wrong: error.message, release: '', digit: null });
    const sent = request(options, (response) => {
      let text = '';
      response.on('data', (part) => {
        text += part;
      });
      response.on('error', fail);
      response.on('end', () => {
        const release = String(response.headers['x-slipway-release'] ?? '');
        if (response.statusCode !== 200)
          return resolve({ wrong: `${response.statusCode} ${text.slice(0, 200)}`, release, digit: null });
        const digit = JSON.parse(text).outputs[0].data[0];
        resolve({ wrong: digit === 7 ? null : `a seven was called ${digit}`, release, digit });
      });
    });
    sent.on('timeout', () => sent.destroy(new Error('no answer within 15 s')));
    sent.on('error', fail);
    sent.end(body);
  });
}
