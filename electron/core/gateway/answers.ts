import { quoted } from './quote.ts';

/** What the gateway answers in its own name: always JSON, with a code for programs and a sentence for people. */
const sentences = {
  'bad-request': [400, 'The request is not valid HTTP, or its headers are larger than 15 KB.'],
  'no-key': [401, 'This service wants a key: send it as "Authorization: Bearer KEY" or as "x-api-key: KEY".'],
  'slow-request': [408, 'The request did not arrive in time.'],
  'length-required': [411, 'This service limits the size of a request: send its Content-Length.'],
  'too-large': [413, 'The request is larger than this service allows.'],
  'rate-limit': [429, 'More requests a second than this service allows. Try again later.'],
  'gateway-error': [500, 'The gateway failed.'],
  'broken-answer': [502, 'The replica ended the connection without a whole answer.'],
  'not-ready': [503, 'No replica of this service is ready. Try again later.'],
  paused: [503, 'This service is being replaced and is away for a moment. Try again later.'],
  'queue-full': [503, 'All replicas are busy and the queue is full. Try again later.'],
  'no-replica': [503, 'No replica could be reached in time. Try again later.'],
  timeout: [504, 'The replica did not answer in time.'],
} as const satisfies Record<string, readonly [number, string]>;

export type Refusal = keyof typeof sentences;

/** An answer as the arguments of `http-request return` and `http-error`; `wait` are seconds for Retry-After. */
export function answer(code: Refusal, wait?: number): string {
  const [status, message] = sentences[code];
  const body = quoted(JSON.stringify({ error: { code, message } }));
  const retry = wait === undefined ? '' : ` hdr Retry-After ${wait}`;
  return `status ${status} content-type application/json string ${body}${retry}`;
}

/** Replaces HAProxy's own HTML pages. */
export const ownErrors = (): string[] => [
  `http-error ${answer('bad-request')}`,
  `http-error ${answer('slow-request')}`,
  `http-error ${answer('gateway-error')}`,
  `http-error ${answer('broken-answer')}`,
  `http-error ${answer('no-replica', 1)}`,
  `http-error ${answer('timeout')}`,
];
