import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { api } from '#contract/api';
import { type Failure, failure, type Reply } from '#contract/message';
import { anyCharacter } from '#support/any-character';
import { until } from '#support/until';
import { type Stage, stage } from './stage.ts';
import { enter, type PageEnd, page } from './visitor.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** "hosts.list" of every procedure, with the schema of its input. */
const procedures = namesIn(api);

/** Text that means something to somebody: a path, a shell, a terminal, a parser, a prototype, an engine. */
const hostileText = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '__proto__',
    'constructor',
    'toString',
    '../../../../etc/passwd',
    '/proc/self/environ',
    '\\\\host\\share',
    'a\0b',
    '\u001b]0;owned\u0007\u001b[2J',
    '\u202egnp.exe',
    '<img src=x onerror=alert(1)>',
    '$(reboot)`reboot`;reboot',
    "'; DROP TABLE deployment; --",
    '{{7*7}}#{7*7}',
    '(a+)+$',
    'unix:///nowhere.sock',
    'tcp://127.0.0.1:1',
    'ssh://-oProxyCommand=reboot',
    'file:///etc/passwd',
    'service: digits\nmodel: { image: "digits:1.0.0" }\n',
    '&a [*a, *a, *a]',
    '[[[[[[[[',
    '--help',
    'digits',
    'local',
    '𝕊\ud800',
    '01ARZ3NDEKTSV4RRFFQ69G5FAV',
  ),
  fc.string({ unit: anyCharacter, maxLength: 200 }),
  fc.constant('x'.repeat(200_000)),
  fc.constant('\n- '.repeat(2_000)),
  fc.constant('['.repeat(5_000)),
);
const hostileValue = fc.oneof(
  { weight: 3, arbitrary: hostileText },
  fc.constantFrom<unknown>(null, true, -1, 0, 1, 1.5, 2 ** 53, 1e308, -0, [], {}, [[]], { json: 1, meta: [[1]] }),
  fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<unknown>,
  fc.constant(nested(500)),
  fc.array(fc.constant('x'), { minLength: 2_000, maxLength: 2_000 }),
);

describe('whatever a procedure is called with', () => {
  let at: Stage;
  let end: PageEnd;
  let n = 0;
  const ends: (() => void | Promise<void>)[] = [];

  // Nobody's engine: what is asked of hosts fails at once, and nothing of this machine is touched.
  beforeAll(async () => {
    vi.stubEnv('DOCKER_HOST', 'unix:///nowhere/docker.sock');
    at = await stage({ over: (act) => ends.unshift(act) });
    end = await page(at, await enter(at), (act) => ends.unshift(act));
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    for (const act of ends) await act();
  });

  const call = async (name: string, input: unknown): Promise<Reply | undefined> => {
    n += 1;
    const mine = n;
    end.say({ n: mine, call: name, input });
    const found = () => end.replies.find((it) => it.n === mine);
    // One that waits for something to happen is not waited for: that it can be taken back is all that is asked of it.
    const patience = waits(name) ? 50 : 30_000;
    for (const late = Date.now() + patience; Date.now() < late && !found(); ) await pause(1);
    if (!found() && waits(name)) end.say({ n: mine, stop: true });
    const reply = found();
    end.replies.length = 0;
    return reply;
  };

  test.each(procedures)('$name answers, or says in its own words why not', async ({ name, input }) => {
    await fc.assert(
      fc.asyncProperty(inputFor(input), async (given) => {
        const reply = await call(name, given);
        if (!reply && waits(name)) return;
        expect(reply).toBeDefined();
        // A bug is said by its stack, which only the log has.
        expect(at.logged.splice(0)).toEqual([]);
        if (reply && 'failure' in reply) tellsNothing(reply.failure);
        expect(end.socket.readyState).toBe(end.socket.OPEN);
      }),
      { numRuns: 10 },
    );
  });

  test('names that are in no contract reach nothing', async () => {
    const names = fc.oneof(
      hostileText,
      fc.constantFrom('hosts', 'hosts.list.~orpc', 'hosts.__proto__', 'then', '~orpc', 'hosts.list.call'),
    );
    await fc.assert(
      fc.asyncProperty(names, hostileValue, async (name, input) => {
        fc.pre(!procedures.some((it) => it.name === name));
        expect(await call(name, input)).toMatchObject({ failure: { kind: 'input' } });
      }),
      { numRuns: 60 },
    );
  });

  test('what is no call at all ends the connection that it came on, and nothing else', async () => {
    const cookie = await enter(at);
    const said = fc.oneof(
      hostileText,
      fc.json(),
      fc.record({ n: hostileValue, call: hostileValue }).map((it) => JSON.stringify(it)),
      fc.record({ n: fc.integer({ max: -1 }), stop: fc.constant(true) }).map((it) => JSON.stringify(it)),
    );
    await fc.assert(
      fc.asyncProperty(said, async (text) => {
        const rude = await page(at, cookie);
        rude.say(text);
        await until(
          'it was dropped or answered',
          () => rude.socket.readyState !== rude.socket.OPEN || rude.replies.length > 0,
        );
        rude.socket.terminate();
      }),
      { numRuns: 25 },
    );
    expect(await call('paths', undefined)).toHaveProperty('answer.home');
    expect(at.logged).toEqual([]);
  });
});

/** Nearly right: the fields of the schema with anything in some of them; or anything at all. */
function inputFor(schema: z.ZodType | undefined): fc.Arbitrary<unknown> {
  const fields = schema
    ? Object.entries(z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' }).properties ?? {})
    : [];
  if (fields.length === 0) return hostileValue;
  const near = fields.map(([name, field]) => [name, fc.oneof({ weight: 2, arbitrary: fieldFor(field) }, hostileValue)]);
  const shaped = fc.record(Object.fromEntries(near), { requiredKeys: [] });
  return fc.oneof({ weight: 4, arbitrary: shaped }, hostileValue);
}

type Field = z.core.JSONSchema._JSONSchema;

/** Of the type that is wanted, and hostile within it. */
function fieldFor(field: Field): fc.Arbitrary<unknown> {
  if (typeof field === 'boolean') return hostileValue;
  const { type, enum: values, properties, items, anyOf, oneOf, const: only } = field;
  if (only !== undefined) return fc.constant(only);
  if (values) return fc.constantFrom<unknown>(...values);
  const ways = anyOf ?? oneOf;
  if (ways) return fc.oneof(...ways.map(fieldFor));
  switch (type) {
    case 'string':
      return hostileText;
    case 'integer':
    case 'number':
      return fc.oneof(fc.integer(), fc.constantFrom(0, 1, 100));
    case 'boolean':
      return fc.boolean();
    case 'array':
      return fc.array(items && !Array.isArray(items) ? fieldFor(items) : hostileValue, { maxLength: 3 });
    case 'object':
      return fc.record(Object.fromEntries(Object.entries(properties ?? {}).map(([name, it]) => [name, fieldFor(it)])));
    default:
      return hostileValue;
  }
}

/** A failure of the closed list, with something to do, and without anything of how Slipway is made or where it lies. */
function tellsNothing(said: Failure): void {
  expect(failure.parse(said)).toEqual(said);
  expect(said.kind).not.toBe('bug');
  expect(said.message).not.toBe('');
  expect(said.hint).not.toBe('');
  const all = JSON.stringify(said);
  expect(all).not.toMatch(/node_modules|\n\s+at |\bat \w+ \(|\.[cm]?ts:\d|node:internal/);
  expect(all).not.toContain(root.slice(0, -1));
  expect(all.length).toBeLessThan(1_000_000);
}

const waits = (name: string) => name.endsWith('.next') || name.endsWith('.live');

type Named = { readonly name: string; readonly input: z.ZodType | undefined };

function namesIn(tree: object, above = ''): Named[] {
  return Object.entries(tree).flatMap(([name, below]) => {
    if (!('~orpc' in below)) return namesIn(below, `${above}${name}.`);
    const { inputSchema } = below['~orpc'] as { readonly inputSchema?: z.ZodType };
    return [{ name: above + name, input: inputSchema }];
  });
}

function nested(depth: number): unknown {
  let all: unknown = 'x';
  for (let n = 0; n < depth; n += 1) all = { a: all };
  return all;
}
