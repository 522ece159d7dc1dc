import { expect, test } from 'vitest';
import { mostSecretBytes, type Secret } from '#contract/secret';
import { shell } from './shell.ts';

const token: Secret = { name: 'token', setAt: '2026-01-31T09:15:00.000Z', usedBy: ['digits', 'prices'] };
const free: Secret = { name: 'free', setAt: '2026-01-31T09:15:00.000Z', usedBy: [] };

/** A console that keeps what it was given. */
function console_(stdin: string, given: { tty?: boolean; secrets?: Secret[]; takenFrom?: string[] } = {}) {
  const { takenFrom } = given;
  const set: { name: string; value: string }[] = [];
  const removed: string[] = [];
  const it = shell({
    stdin,
    tty: given.tty ?? false,
    replies: {
      secrets: {
        list: async () => ({ secrets: given.secrets ?? [token, free] }),
        set: async (input) => {
          set.push(input);
          return { ...token, name: input.name, ...(takenFrom ? { takenFrom } : {}) };
        },
        remove: async ({ name }) => {
          removed.push(name);
          return { removed: name };
        },
      },
    },
  });
  return { ...it, removed, given: () => set.map(({ value }) => Buffer.from(value, 'base64').toString()) };
}

test('secrets are listed by name, time and use, with what is wrong', async () => {
  const reason = 'it cannot be opened: set it again';
  const it = console_('', { secrets: [{ ...token, reason }, free] });
  expect(await it.run('secrets')).toBe(0);
  expect(it.out()).toMatch(
    /^SECRET +SET +USED BY\ntoken +2026-01-31 09:15:00Z +digits, prices\n {2}it cannot be opened/,
  );
  expect(it.out()).toMatch(/^free .* -$/m);
});

test.each([
  ['hunter2', 'hunter2'],
  ['hunter2\n', 'hunter2'],
  ['hunter2\r\n', 'hunter2'],
  ['hunter2\n\n', 'hunter2\n'],
  [' two\nlines ', ' two\nlines '],
])('of %j on standard input the value is %j', async (stdin, value) => {
  const it = console_(stdin);
  expect(await it.run('secrets', 'set', 'token')).toBe(0);
  expect(it.given()).toEqual([value]);
  expect(it.out() + it.err()).not.toContain('hunter2');
  expect(it.err()).toContain('slipway restart digits');
});

test('a value that stood in a draft is said to have been taken out there', async () => {
  const it = console_('hunter2', { takenFrom: ['digits'] });
  expect(await it.run('secrets', 'set', 'token')).toBe(0);
  expect(it.err()).toContain('stood in the draft of digits and was taken out there');
});

test.each([
  ['nothing', '', 'is empty'],
  ['a line break', '\n', 'is empty'],
  ['more than 64 KiB', 'x'.repeat(mostSecretBytes + 1), 'larger than 64 KiB'],
])('%s is refused', async (_what, stdin, why) => {
  const it = console_(stdin);
  expect(await it.run('secrets', 'set', 'token')).toBe(2);
  expect(it.err()).toContain(why);
  expect(it.given()).toEqual([]);
});

test('exactly 64 KiB and a line break are not too many', async () => {
  const it = console_(`${'x'.repeat(mostSecretBytes)}\n`);
  expect(await it.run('secrets', 'set', 'token')).toBe(0);
});

test('a terminal would show the value, so it is refused with how to give it', async () => {
  const it = console_('hunter2\n', { tty: true });
  expect(await it.run('secrets', 'set', 'token')).toBe(2);
  expect(it.err()).toContain('slipway secrets set token < FILE');
});

test('a value in the place of the name is not repeated', async () => {
  const it = console_('x');
  expect(await it.run('secrets', 'set', 'sk-abc/def+ghi=', '--json')).toBe(2);
  expect(it.out() + it.err()).not.toContain('sk-abc');
});

test('one that is used is removed only with a yes, and who uses it is said', async () => {
  const it = console_('');
  expect(await it.run('secrets', 'remove', 'token')).toBe(2);
  expect(it.err()).toContain('digits, prices use token');
  expect(it.removed).toEqual([]);
  expect(await it.run('secrets', 'remove', 'token', '--yes', '--json')).toBe(0);
  expect(it.removed).toEqual(['token']);
  expect(it.json()).toEqual([{ removed: 'token', secrets: [free] }]);
});
