import { expect, test } from 'vitest';
import type { Handled } from '#contract/inventory';
import { Problem } from '#contract/problem';
import { type Replies, shell } from './shell.ts';

const handled: Handled = { id: 'a', name: 'shop', host: 'local', state: 'running', exitCode: null, tookMs: 340 };

const answering = (given: Partial<Handled>): Replies => ({
  containers: { act: async () => ({ ...handled, ...given }) },
});

test.each([
  ['start', {}, 0, 'shop on local: started in 0.3 s, running'],
  ['restart', {}, 0, 'shop on local: restarted in 0.3 s, running'],
  ['stop', { state: 'exited', exitCode: 0 }, 0, 'shop on local: stopped in 0.3 s, exit code 0'],
  ['stop', { state: 'exited', exitCode: 137 }, 0, 'shop on local: stopped in 0.3 s, exit code 137 (killed)'],
  ['stop', { state: 'removed' }, 0, 'shop on local: stopped in 0.3 s, and removed with it'],
  ['start', { state: 'exited', exitCode: 0 }, 0, 'shop on local: started in 0.3 s, and ended at once, exit code 0'],
] as const)('containers %s says what became of it: %j', async (act, given, exit, text) => {
  const here = shell({ replies: answering(given) });
  expect(await here.run('containers', act, 'shop')).toBe(exit);
  expect(here.out()).toBe(`${text}\n`);
  const json = shell({ replies: answering(given) });
  expect(await json.run('containers', act, 'shop', '--json')).toBe(exit);
  expect(json.json()).toEqual([{ ...handled, ...given }]);
});

test('one that ends at once with a failure is exit 1, with where to read why', async () => {
  const here = shell({ replies: answering({ state: 'exited', exitCode: 3 }) });
  expect(await here.run('containers', 'start', 'shop', '--json')).toBe(1);
  expect(here.json().at(-1)).toMatchObject({
    error: {
      code: 'NOT_READY',
      message: 'shop on local: started in 0.3 s, and ended at once, exit code 3',
      hint: 'Its last lines say why: docker logs --tail 50 shop',
    },
  });
});

test('one that goes with its end is asked about, and --yes answers', async () => {
  const agreements: (string | undefined)[] = [];
  const act = 'The stop of shop, which removes it (--rm),';
  const replies: Replies = {
    containers: {
      act: async ({ agreed }) => {
        agreements.push(agreed);
        if (agreed === 'local') return { ...handled, state: 'removed' };
        throw new Problem('CONFIRMATION_NEEDED', `${act} changes the host local, which wants a yes first`, {
          hint: 'Repeat it with --yes.',
          asks: { what: 'agreement', host: 'local', how: 'confirm', act },
        });
      },
    },
  };
  expect(await shell({ replies }).run('containers', 'stop', 'shop')).toBe(2);
  expect(await shell({ replies }).run('containers', 'stop', 'shop', '--yes')).toBe(0);
  expect(agreements).toEqual([undefined, undefined, 'local']);
});
