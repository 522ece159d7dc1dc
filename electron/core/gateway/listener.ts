import { answer, ownErrors, type Refusal } from './answers.ts';
import { callerField, forwarding, keyRules, publicBinds } from './guard.ts';
import { whole } from './quote.ts';
import { keepAliveHint } from './timing.ts';
import type { GatewayInput } from './types.ts';

/** Up to this rate every request is logged, above it one in twenty: enough for a p99, and the log stays bounded. */
const loggedRate = 200;
const sampleWeight = 20;

/** Bytes of a body without a length that are looked at: what surely fits HAProxy's buffer of 16 KB beside the headers. */
const unsizedBody = 8192;

/** Requests that may wait when the file says how many a replica takes at once, but not how many may wait. */
const defaultQueue = 1024;

/** The public side. Refusals are decided first, in one variable, so that a flood of them is sampled like the rest. */
export function publicListener(input: GatewayInput): string[] {
  const refusals = input.paused ? [everything] : [...bodyLimit(input), ...rateLimit(input), ...overload(input)];
  return [
    'frontend public',
    ...publicBinds(input),
    // The rest of 4000 stays for health checks and our own questions.
    'maxconn 3000',
    'log global',
    `log-format ${logFormat(input)}`,
    ...forwarding(input),
    // Who is refused comes back by a new connection, which the next worker answers.
    ...(input.paused ? ['option httpclose'] : []),
    ...ownErrors(),
    ...rateTable(input),
    ...requestId,
    ...sampling,
    ...keyRules(input),
    ...refusals.flatMap(({ rules }) => rules),
    'http-request set-log-level silent if { var(txn.skip) -m bool } { var(txn.refused) -m found }',
    ...refusals.map(
      ({ code, wait }) => `http-request return ${answer(code, wait)} if { var(txn.refused) -m str ${code} }`,
    ),
    ...rateCount(input),
    ...insideCount(input),
    'http-response set-log-level silent if { var(txn.skip) -m bool } { status lt 500 }',
    // A failure is logged whatever the rate, so it stands for itself alone.
    'http-after-response set-var(txn.weight) int(1) if { status ge 500 } !{ var(txn.refused) -m found }',
    'http-after-response set-header X-Request-Id %[var(txn.id)] if { var(txn.id) -m found }',
    `http-after-response set-header Keep-Alive timeout=${keepAliveHint(input.drain)}`,
    'default_backend models',
  ];
}

/** a <epoch> <unix s.ms> <server> <status> <total ms> <response ms> <queue ms> <bytes> <ended how> <retries> <weight> <request id>, and where keys are asked for the caller's */
const logFormat = (input: GatewayInput): string =>
  `'a ${whole(input.epoch, 0)} %Ts.%ms %s %ST %Ta %Tr %Tw %B %ts %rc %[var(txn.weight)] %[var(txn.id)]${callerField(input)}'`;

const requestId = [
  'http-request set-var(txn.id) req.fhdr(x-request-id) if { req.fhdr(x-request-id) -m reg ^[A-Za-z0-9._:/+=@-]{1,128}$ }',
  'http-request set-var(txn.id) uuid() if !{ var(txn.id) -m found }',
  'http-request set-header X-Request-Id %[var(txn.id)]',
];

const sampling = [
  'http-request set-var(txn.weight) int(1)',
  `http-request set-var(txn.weight) int(${sampleWeight}) if { fe_req_rate gt ${loggedRate} }`,
  `http-request set-var(txn.skip) bool(true) if { fe_req_rate gt ${loggedRate} } !{ rand(${sampleWeight}) eq 0 }`,
];

/** Rules that may set txn.refused to `code`; `wait` are the seconds of Retry-After. */
type Limit = { readonly code: Refusal; readonly wait?: number; readonly rules: readonly string[] };

const refuse = (code: Refusal, when: string) => `http-request set-var(txn.refused) str(${code}) if ${when}`;

const everything: Limit = { code: 'paused', wait: 1, rules: ['http-request set-var(txn.refused) str(paused)'] };

function bodyLimit({ front }: GatewayInput): Limit[] {
  const limit = front.limit.body;
  if (limit === undefined) return [];
  const unsized = '!{ req.hdr(content-length) -m found }';
  const seen = Math.min(limit + 1, unsizedBody);
  // Nothing counts a chunked body as it streams through, so one that may exceed the limit has to state its length.
  const code: Refusal = limit < unsizedBody ? 'too-large' : 'length-required';
  return [
    {
      code: 'too-large',
      rules: [refuse('too-large', `{ req.hdr_val(content-length) gt ${whole(limit, 1, 2 ** 52)} }`)],
    },
    {
      code,
      rules: [
        `http-request wait-for-body time 10s at-least ${seen} if ${unsized}`,
        refuse(code, `${unsized} { req.body_len ge ${seen} }`),
      ],
    },
  ];
}

/**
 * One bucket for the whole service: it protects the model, and behind a published port all callers on one machine have
 * one address. `burst` requests in the time that earns them; only those let through count, or a flood would starve all.
 */
function bucket({ front }: GatewayInput): { most: number; period: number; wait: number } | null {
  const { requestsPerSecond: rate, burst = Math.ceil(rate ?? 1) } = front.limit;
  if (rate === undefined) return null;
  const period = whole((burst * 1000) / rate, 10);
  return { most: whole(Math.max(burst, (rate * period) / 1000), 1), period, wait: whole(1 / rate, 1, 3600) };
}

function rateTable(input: GatewayInput): string[] {
  const limit = bucket(input);
  return limit
    ? [`stick-table type integer size 1 expire ${limit.period}ms store gpc0,gpc0_rate(${limit.period}ms)`]
    : [];
}

function rateLimit(input: GatewayInput): Limit[] {
  const limit = bucket(input);
  if (!limit) return [];
  const rules = ['http-request track-sc0 int(1)', refuse('rate-limit', `{ sc0_gpc0_rate ge ${limit.most} }`)];
  return [{ code: 'rate-limit', wait: limit.wait, rules }];
}

const rateCount = (input: GatewayInput): string[] => (bucket(input) ? ['http-request sc-inc-gpc0(0)'] : []);

/**
 * As many requests as the ready replicas take at once, and `queue` more. They are counted here, when they are let in:
 * HAProxy's own figures lag behind a burst (five were let in where three had room).
 */
function overload({ front }: GatewayInput): Limit[] {
  // In a worker that is being replaced nbsrv is 0, though its servers still serve.
  const none = refuse('not-ready', '{ nbsrv(models) eq 0 } !{ stopping }');
  const notReady: Limit = { code: 'not-ready', wait: 1, rules: [none] };
  if (front.concurrency === null) return [notReady];
  const room = `nbsrv(models),mul(${whole(front.concurrency, 1)}),add(${whole(front.queue ?? defaultQueue, 0)})`;
  const rules = [
    'http-request set-var(txn.inside) int(1),table_conn_cur(inside)',
    refuse('queue-full', `{ ${room},sub(txn.inside) le 0 } !{ stopping }`),
  ];
  return [{ code: 'queue-full', wait: 1, rules }, notReady];
}

/** Where `overload` counts. */
export const insideTable: readonly string[] = ['backend inside', 'stick-table type integer size 1 store conn_cur'];
const insideCount = ({ front }: GatewayInput): string[] =>
  front.concurrency === null ? [] : ['http-request track-sc1 int(1) table inside'];
