import { expect, test } from 'vitest';
import type { Bringing } from '#contract/image';
import { type Replies, shell } from './shell.ts';

const over: Bringing = {
  n: 9,
  phase: 'done',
  kind: 'move',
  host: 'far',
  from: 'local',
  done: 100e6,
  total: 100e6,
  text: null,
  images: [{ name: 'digits:1.0.0', id: 'sha256:0123456789abcdef' }],
  same: false,
  tookMs: 2_100,
  problem: null,
};
const way = (n: number, done: number): Bringing => ({ ...over, n, phase: 'running', done, images: [], tookMs: null });

/** A core that answers with each of these in turn, and what it was asked for. */
function telling(...all: Bringing[]) {
  const asked: object[] = [];
  const left = [...all];
  const replies: Replies = {
    images: {
      start: async (work) => {
        asked.push(work);
        return { id: 'i1' };
      },
      next: async () => left.shift() ?? over,
      close: async () => ({ closed: true }),
    },
  };
  return { asked, replies };
}

test('a move tells every tenth of its way where nobody looks at a terminal, and what came of it', async () => {
  const { asked, replies } = telling(way(2, 1e6), way(3, 2e6), way(4, 55e6), over);
  const here = shell({ replies });
  expect(await here.run('images', 'move', 'digits:1.0.0', '--to', 'far')).toBe(0);
  expect(asked).toEqual([{ kind: 'move', reference: 'digits:1.0.0', from: undefined, to: 'far' }]);
  expect(here.err()).toBe('1.0 MB of 100 MB, 1 %\n55 MB of 100 MB, 55 %\n');
  expect(here.out()).toBe('digits:1.0.0: moved from local to far, and the same there, in 2.1 s\n');
});

test('under --json each word is a line, and the result is the last', async () => {
  const here = shell({ replies: telling(way(2, 1e6), over).replies });
  expect(await here.run('images', 'move', 'digits:1.0.0', '--to', 'far', '--json')).toBe(0);
  expect(here.json()).toEqual([
    { progress: { done: 1e6, total: 100e6, text: null } },
    { images: over.images, host: 'far', from: 'local', same: false, tookMs: 2_100 },
  ]);
});

test('what is there already, what was pulled, and what has no name are told as that', async () => {
  const said = async (more: Partial<Bringing>, ...words: string[]) => {
    const here = shell({ replies: telling({ ...over, ...more }).replies });
    expect(await here.run('images', ...words)).toBe(0);
    return here.out();
  };
  expect(await said({ same: true }, 'move', 'digits:1.0.0', '--to', 'far')).toBe('digits:1.0.0 is on far already.\n');
  expect(await said({ kind: 'pull', from: null }, 'pull', 'digits:1.0.0')).toBe('digits:1.0.0: on far, in 2.1 s\n');
  const images = [{ name: null, id: 'sha256:0123456789abcdef' }];
  expect(await said({ kind: 'load', from: null, images }, 'load', 'x.tar')).toBe(
    'sha256:0123456789ab: on far, in 2.1 s\n',
  );
});

test('a failure is told with its exit, and without --to nothing is begun', async () => {
  const problem = {
    code: 'STOPPED',
    message: 'It is built for arm64',
    hint: 'Build it.',
    stop: 'wrong-architecture',
  } as const;
  const failed = shell({ replies: telling({ ...over, phase: 'failed', problem }).replies });
  expect(await failed.run('images', 'move', 'digits:1.0.0', '--to', 'far', '--json')).toBe(3);
  expect(failed.json().at(-1)).toEqual({ error: problem });
  const { asked, replies } = telling();
  expect(await shell({ replies }).run('images', 'move', 'digits:1.0.0')).toBe(2);
  expect(asked).toEqual([]);
});

test('a guarded host is asked about, and the work is begun again with its answer', async () => {
  const asks = { what: 'agreement', host: 'far', how: 'confirm', act: 'Moving it there' } as const;
  const problem = { code: 'CONFIRMATION_NEEDED', message: 'It wants a yes', hint: 'Say --yes.', asks } as const;
  const { asked, replies } = telling({ ...over, phase: 'failed', problem }, over);
  expect(await shell({ replies }).run('images', 'move', 'digits:1.0.0', '--to', 'far', '--yes')).toBe(0);
  expect(asked.at(-1)).toMatchObject({ to: 'far', agreed: 'far' });
});
