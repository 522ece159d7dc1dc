import { describe, expect, test } from 'vitest';
import { type Replies, shell } from './shell.ts';

/** A command line, what the core answers, and what is printed. */
export type Row = {
  line: string;
  replies: Replies;
  exit: number;
  /** What a person reads, on either stream. */
  text: (string | RegExp)[];
  json: object;
};

/** Each for people, and again with --json: one object and nothing else. */
export function everyRow(rows: Record<string, Row>): void {
  describe('a command', () => {
    test.each(Object.entries(rows))('%s', async (_, { line, replies, exit, text, json }) => {
      const here = shell({ replies });
      expect(await here.run(...line.split(' '))).toBe(exit);
      for (const expected of text) expect(here.out() + here.err()).toMatch(expected);
      expect(here.out() + here.err()).not.toContain('\x1b');

      const asJson = shell({ replies });
      expect(await asJson.run(...line.split(' '), '--json')).toBe(exit);
      expect(asJson.json()).toHaveLength(1);
      expect(asJson.json()[0]).toMatchObject(json);
      expect(asJson.err()).toBe('');
    });
  });
}
