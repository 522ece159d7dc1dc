import { describe, expect, test } from 'vitest';
import { type Replies, shell } from './shell.ts';

describe('a command', () => {
  test('that meets a bug says so, with the stack, and exits 1', async () => {
    const replies: Replies = { paths: () => Promise.reject(new TypeError('x is undefined')) };
    const here = shell({ replies });
    expect(await here.run('paths')).toBe(1);
    expect(here.err()).toMatch(/TypeError: x is undefined\n +at [\s\S]*bug in Slipway/);
    const asJson = shell({ replies });
    expect(await asJson.run('paths', '--json')).toBe(1);
    expect(asJson.json()).toMatchObject([{ error: { code: 'UNEXPECTED', message: 'x is undefined' } }]);
  });

  test('that only reads ends at once when interrupted', async () => {
    const waiting = Promise.withResolvers<never>();
    const here = shell({ replies: { doctor: () => waiting.promise } });
    const exit = here.run('doctor', '--json');
    here.interrupt();
    expect(await exit).toBe(130);
    expect(here.json()).toMatchObject([{ error: { code: 'INTERRUPTED' } }]);
  });
});

describe('a question before something is destroyed', () => {
  const replies: Replies = { hosts: { remove: async ({ name }) => ({ removed: name }) } };

  test('is asked on a terminal, and y goes ahead', async () => {
    const here = shell({ replies, tty: true, stdin: 'y\n' });
    expect(await here.run('hosts', 'remove', 'edge')).toBe(0);
    expect(here.err()).toContain('Go ahead? [y/N]');
  });

  test.each(['\n', 'n\n', 'yesterday\n', ''])('answered with %j changes nothing', async (stdin) => {
    const here = shell({ tty: true, stdin });
    expect(await here.run('hosts', 'remove', 'edge')).toBe(2);
    expect(here.opened()).toBe(false);
  });

  test('is never asked under --json', async () => {
    const here = shell({ tty: true, stdin: 'y\n' });
    expect(await here.run('hosts', 'remove', 'edge', '--json')).toBe(2);
    expect(here.json()).toMatchObject([{ error: { code: 'CONFIRMATION_NEEDED' } }]);
  });
});
