import { expect, test } from 'vitest';
import { Problem } from '#contract/problem';
import { deployment, stateEvent } from './samples.ts';
import { type Replies, shell } from './shell.ts';

/** A core whose host wants to be asked, and which remembers how it was agreed to. */
function guarded(how: 'confirm' | 'type-name') {
  const agreements: (string | undefined)[] = [];
  const ask = (agreed: string | undefined) => {
    agreements.push(agreed);
    if (agreed === 'prod') return;
    throw new Problem(
      'CONFIRMATION_NEEDED',
      'The restart of digits changes the host prod, which wants to be asked first',
      {
        hint: 'Repeat it with --yes.',
        asks: { what: 'agreement', host: 'prod', how, act: 'The restart of digits' },
      },
    );
  };
  const replies: Replies = {
    deployment: {
      start: async ({ options }) => {
        ask(options.agreed);
        return { id: 'd1' };
      },
      next: async ({ after = 0 }) =>
        after === 0
          ? { events: [stateEvent(1, 'succeeded')], ended: null }
          : { events: [], ended: { deployment: deployment('succeeded'), problem: null } },
    },
    hosts: {
      guard: async ({ name, mode = 'silent', production = false, agreed }) => {
        ask(agreed);
        return { name, mode, production };
      },
    },
    service: { status: async () => ({ services: [] }) },
  };
  return { replies, agreements };
}

test.each([
  ['confirm', 'y\n', 0],
  ['confirm', '\n', 2],
  ['confirm', 'prod\n', 2],
  ['type-name', 'prod\n', 0],
  ['type-name', 'y\n', 2],
  ['type-name', 'Prod\n', 2],
] as const)('at a terminal a host that wants %s is answered with %j: exit %i', async (how, stdin, exit) => {
  const { replies, agreements } = guarded(how);
  const here = shell({ replies, tty: true, stdin });
  expect(await here.run('restart', 'digits')).toBe(exit);
  expect(here.err()).toContain('The restart of digits changes the host prod.');
  expect(agreements).toEqual(exit === 0 ? [undefined, 'prod'] : [undefined]);
});

test('without a terminal such a host wants --yes, and with it nobody is asked', async () => {
  const { replies, agreements } = guarded('type-name');
  const refused = shell({ replies });
  expect(await refused.run('restart', 'digits', '--json')).toBe(2);
  expect(refused.json().at(-1)).toMatchObject({
    error: { code: 'CONFIRMATION_NEEDED', hint: 'Repeat it with --yes.' },
  });
  expect(agreements).toEqual([undefined]);
  const agreed = shell({ replies });
  expect(await agreed.run('restart', 'digits', '--yes')).toBe(0);
  expect(agreements.at(-1)).toBe('prod');
});

test('who is asked whether a service may be retired is asked once, and types the name where that is wanted', async () => {
  const confirm = guarded('confirm');
  expect(await shell({ replies: confirm.replies, tty: true, stdin: 'y\n' }).run('retire', 'digits')).toBe(0);
  expect(confirm.agreements).toEqual([undefined, 'prod']);
  const typed = guarded('type-name');
  expect(await shell({ replies: typed.replies, tty: true, stdin: 'y\nprod\n' }).run('retire', 'digits')).toBe(0);
  expect(typed.agreements).toEqual([undefined, 'prod']);
});

test('the mode of a host is set by its word, and a wrong one is refused with those that there are', async () => {
  const { replies } = guarded('confirm');
  const here = shell({ replies });
  expect(await here.run('hosts', 'mode', 'prod', 'type-name', '--production', 'yes', '--yes', '--json')).toBe(0);
  expect(here.json()).toEqual([{ name: 'prod', mode: 'type-name', production: true }]);
  const wrong = shell({ replies });
  expect(await wrong.run('hosts', 'mode', 'prod', 'readonly')).toBe(2);
  expect(wrong.err()).toContain('silent, confirm, type-name, read-only');
  const unclear = shell({ replies });
  expect(await unclear.run('hosts', 'mode', 'prod', '--production', 'maybe')).toBe(2);
  expect(wrong.opened() || unclear.opened()).toBe(false);
});
