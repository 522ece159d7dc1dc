import { expect, test } from 'vitest';
import type { ContainerEnd } from '#contract/deployment';
import { Problem, type ProblemCode } from '#contract/problem';
import { fallenWords, nameFault } from '#core/deployment/fault';

const end = (given: Partial<ContainerEnd> = {}): ContainerEnd => ({
  name: 'slipway-digits-r2-1',
  release: 'r2',
  exitCode: null,
  oomKilled: false,
  oomEvents: 0,
  memory: 64 * 1024 * 1024,
  restarts: 0,
  startedAt: null,
  finishedAt: null,
  error: '',
  killed: false,
  ...given,
});
const named = (code: ProblemCode, given: Partial<ContainerEnd>, cause?: unknown) =>
  nameFault(new Problem(code, 'what was seen', { hint: 'mend it', cause }), '1.1.0 (r2)', end(given));
const ended = { said: 'Its last lines:\nno' };

test.each<[ProblemCode, Partial<ContainerEnd>, unknown, string]>([
  ['NOT_READY', { exitCode: 3, restarts: 4 }, ended, 'keeps crashing (exit 3, restarted 4 times): Its last lines:\nno'],
  ['NOT_READY', { exitCode: 3 }, ended, 'crashed (exit 3): Its last lines:\nno'],
  [
    'NOT_READY',
    { exitCode: 137, oomKilled: true, restarts: 2 },
    ended,
    'was killed for memory (limit 64m; itself): Its last lines:\nno',
  ],
  // An engine that restarted the process has forgotten why it ended, and only an event tells.
  ['NOT_READY', { exitCode: 137, oomEvents: 2, restarts: 2 }, ended, 'was killed for memory (limit 64m; itself): '],
  ['NOT_READY', { oomEvents: 1 }, undefined, 'was killed for memory (limit 64m; a child of it): what was seen'],
  ['NOT_READY', { oomKilled: true }, undefined, 'was killed for memory (limit 64m; a child of it): what was seen'],
  ['NOT_READY', {}, undefined, 'never became ready: what was seen'],
  ['NOT_READY', { exitCode: 1, restarts: 1 }, undefined, 'keeps crashing (exit 1, restarted once): what was seen'],
  ['NOT_READY', { restarts: 0 }, ended, 'ended before it was ready: Its last lines:\nno'],
  ['WRONG_ANSWER', {}, {}, 'is ready, but gives a wrong answer: what was seen'],
  ['NO_ANSWER', {}, {}, 'is ready, but does not answer: what was seen'],
  [
    'NO_ANSWER',
    { oomEvents: 1, memory: null },
    {},
    "is ready, but does not answer, and was killed for memory (the host's memory was full; a child of it): what",
  ],
])('%s with %o is named', (code, given, cause, said) => {
  const problem = named(code, given, cause);
  expect(problem.message.startsWith(`1.1.0 (r2) ${said}`)).toBe(true);
  expect(problem.code).toBe(code);
});

test('what to do about a kill for memory is to give more, whatever else was seen', () => {
  expect(named('NOT_READY', { oomEvents: 1 }).hint).toContain('scale.memory');
  expect(named('NOT_READY', {}).hint).toBe('mend it');
});

test('the cause is kept, and what is no fault of the release stays as it is', () => {
  expect(named('WRONG_ANSWER', {}, { golden: [] }).cause).toEqual({ golden: [] });
  const away = new Problem('HOST_UNREACHABLE', 'no engine', { hint: 'start it' });
  expect(nameFault(away, '1.1.0 (r2)', null)).toBe(away);
});

test('what became of a replica while it was watched', () => {
  const name = 'slipway-digits-r2-1';
  expect(fallenWords(name, null, end({ exitCode: 1, restarts: 1 }))).toBe(
    `keeps crashing (exit 1, restarted once) while it was watched: ${name}`,
  );
  expect(fallenWords(name, null, end({ exitCode: 137, oomKilled: true }))).toBe(
    `was killed for memory (limit 64m; itself) while it was watched: ${name}`,
  );
  expect(fallenWords(name, 'stopped answering', end({ oomEvents: 1 }))).toBe(
    `stopped answering while it was watched: ${name}; it was killed for memory (limit 64m; a child of it)`,
  );
  expect(fallenWords(name, 'was removed', null)).toBe(`was removed while it was watched: ${name}`);
});
