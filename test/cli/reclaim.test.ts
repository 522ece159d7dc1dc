import { expect, test } from 'vitest';
import type { Space } from '#contract/space';
import { type Replies, shell } from './shell.ts';

const image = { kind: 'image', name: '0123456789ab', bytes: 63e6, why: 'without a name' } as const;
const kept = { kind: 'image', name: 'slipway/digits:r1', bytes: 0, why: 'the way back to r1 of digits' } as const;
const space: Space = { host: 'local', free: [image], kept: [kept], bytes: 63e6 };

function answering(look: Space = space) {
  const freed: object[] = [];
  const replies: Replies = {
    space: {
      look: async () => look,
      reclaim: async (asked) => {
        freed.push(asked);
        return { host: 'local', freed: [image], left: [], kept: [kept], bytes: 61e6 };
      },
    },
  };
  return { freed, replies };
}

test('what would go and what stays is said first, and without a yes nothing goes', async () => {
  const { freed, replies } = answering();
  const here = shell({ replies });
  expect(await here.run('reclaim')).toBe(2);
  expect(here.err()).toContain('63 MB to free on local, at most:\n  image  0123456789ab  63 MB  without a name\n');
  expect(here.err()).toContain('Kept:\n  image  slipway/digits:r1  0.0 MB  the way back to r1 of digits\n');
  expect(freed).toEqual([]);
  const agreed = shell({ replies });
  expect(await agreed.run('reclaim', '--images', '--yes')).toBe(0);
  expect(freed).toEqual([{ host: undefined, also: ['images'] }]);
  expect(agreed.out()).toBe('1 thing removed from local, 61 MB freed as measured there.\n');
});

test('--look only looks, and where nothing is to go nobody is asked', async () => {
  const { freed, replies } = answering();
  const look = shell({ replies });
  expect(await look.run('reclaim', '--look', '--json')).toBe(0);
  expect(look.json()).toEqual([space]);
  const empty = shell({ replies: answering({ ...space, free: [], bytes: 0 }).replies });
  expect(await empty.run('reclaim')).toBe(0);
  expect(empty.out()).toBe('Nothing to free on local.\n');
  expect(freed).toEqual([]);
});
