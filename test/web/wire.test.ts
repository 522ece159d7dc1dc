import { describe, expect, test } from 'vitest';
import { until } from '#support/until';
import { stage } from './stage.ts';
import { page } from './visitor.ts';

describe('a page', () => {
  test('asks the core and is answered by number', async () => {
    const at = await stage();
    const { say, replies } = await page(at);
    say({ n: 1, call: 'paths' });
    say({ n: 2, call: 'history.list', input: {} });
    await until('the core answered', () => replies.length === 2);
    expect(replies).toContainEqual({ n: 1, answer: expect.objectContaining({ home: at.home }) });
    expect(replies).toContainEqual({ n: 2, answer: { deployments: [] } });
  });

  test('hears an expected failure with its code and its hint', async () => {
    const at = await stage();
    const { say, replies } = await page(at);
    say({ n: 1, call: 'hosts.remove', input: { name: 'edge' } });
    await until('the core answered', () => replies.length === 1);
    const failure = { kind: 'problem', code: 'UNKNOWN_HOST', message: expect.any(String), hint: expect.any(String) };
    expect(replies).toEqual([{ n: 1, failure }]);
  });

  test('hears which part of an input is not as it should be', async () => {
    const at = await stage();
    const { say, replies } = await page(at);
    say({ n: 1, call: 'hosts.remove', input: { name: 7 } });
    say({ n: 2, call: 'hosts.__proto__', input: {} });
    await until('the core answered', () => replies.length === 2);
    expect(replies[1]).toMatchObject({ n: 1, failure: { kind: 'input', issues: [{ path: ['name'] }] } });
    expect(replies[0]).toMatchObject({ n: 2, failure: { kind: 'input' } });
  });

  test('that says what is no call is dropped', async () => {
    const at = await stage();
    const { socket, say } = await page(at);
    say({ n: 1, what: 'is this' });
    await until('the page was dropped', () => socket.readyState === socket.CLOSED);
  });
});
