import { describe, expect, test } from 'vitest';
import type { LogLine } from '#contract/service';
import { type Replies, shell } from './shell.ts';

const line = (text: string, replica = 'digits-r2-1'): LogLine => ({
  time: '2026-01-31T09:15:00.123456789Z',
  replica,
  release: 'r2',
  stream: 'stdout',
  line: text,
});

function core(lines: LogLine[], { ends = true } = {}) {
  const opened: unknown[] = [];
  const closed: string[] = [];
  const reading = Promise.withResolvers<void>();
  const replies: Replies = {
    logs: {
      open: async (input) => {
        opened.push(input);
        return { id: 'l1' };
      },
      next: async ({ after = 0 }, options) => {
        const page = lines
          .map((one, i) => ({ ...one, n: i + 1, hit: true }))
          .filter(({ n }) => n > after)
          .slice(0, 2);
        if (page.length > 0 || ends) return { lines: page, ended: page.length === 0 };
        reading.resolve();
        return new Promise((_, reject) => {
          options?.signal?.addEventListener('abort', () => reject(new Error('aborted')));
        });
      },
      close: async ({ id }) => {
        closed.push(id);
        return { closed: true };
      },
    },
  };
  return { replies, opened, closed, reading: reading.promise };
}

describe('logs', () => {
  test('are time, replica and line for people, and objects under --json', async () => {
    const lines = [line('one'), line('two', 'gateway'), line('three')];
    const { replies, closed } = core(lines);
    const here = shell({ replies });
    expect(await here.run('logs', 'digits')).toBe(0);
    expect(here.out()).toMatch(/^2026-01-31T09:15:00\.123Z digits-r2-1 one\n2026-\S+ gateway {5}two\n/);
    expect(closed).toEqual(['l1']);
    const asJson = shell({ replies });
    expect(await asJson.run('logs', 'digits', '--json')).toBe(0);
    expect(asJson.json()).toEqual(lines);
  });

  test('pass on what is asked for, with times as ISO', async () => {
    const { replies, opened } = core([]);
    const line = ['logs', 'digits', '--since', '2026-01-31T10:15:00+01:00', '--replica', 'x', '--grep', 'a|b'];
    await shell({ replies }).run(...line);
    const since = '2026-01-31T09:15:00.000Z';
    expect(opened).toEqual([{ service: 'digits', follow: false, tail: 10_000, since, replica: 'x', grep: 'a|b' }]);
  });

  test('take "10m" as ten minutes ago', async () => {
    const { replies, opened } = core([]);
    await shell({ replies }).run('logs', 'digits', '--since', '10m');
    const { since } = opened[0] as { since: string };
    expect(Date.parse(since)).toBeLessThan(Date.now() - 500_000);
    expect(Date.parse(since)).toBeGreaterThan(Date.now() - 3_000_000);
  });

  test('that are followed end quietly with Ctrl-C, and are closed', async () => {
    const { replies, closed, reading } = core([line('one')], { ends: false });
    const here = shell({ replies });
    const exit = here.run('logs', 'digits', '--follow');
    await reading;
    here.interrupt();
    expect(await exit).toBe(130);
    expect(here.err()).toBe('');
    expect(closed).toEqual(['l1']);
  });

  test('cannot move the cursor, recolour or reorder a terminal, and reach a pipe as they are', async () => {
    const evil = 'a\x1b[2Jb\u202ec\u009bd\re\u200bf\ttab';
    const { replies } = core([line(evil, 'x\x1b]0;t\x07')]);
    const here = shell({ replies, tty: true });
    await here.run('logs', 'digits');
    expect(here.out()).toContain('a\\x1b[2Jb\\u202ec\\x9bd\\x0de\\u200bf\ttab');
    expect(here.out()).toContain('x\\x1b]0;t\\x07');
    const pipe = shell({ replies });
    await pipe.run('logs', 'digits');
    expect(pipe.out()).toContain(evil);
    const asJson = shell({ replies, tty: true });
    await asJson.run('logs', 'digits', '--json');
    expect(asJson.json()).toMatchObject([{ line: evil }]);
    for (const acted of ['\x1b', '\u009b', '\u202e', '\u200b']) expect(asJson.out()).not.toContain(acted);
  });
});
