import { expect, test } from 'vitest';
import { Problem } from '#contract/problem';
import { noteOutcome } from '#core/deployment/note';
import type { Site } from '#core/deployment/site';
import type { Engine } from '#core/docker/types';
import { serving, wanted } from './samples.ts';

/** A gateway whose file grows; the answer to the first line is lost, or it never arrives. */
function gatewayThat(loses: 'the answer' | 'the call') {
  let text = '';
  let calls = 0;
  const verbs: Partial<Engine> = {
    exec: async (_id, _command, { input = '' } = {}) => {
      calls += 1;
      if (calls > 1 || loses === 'the answer') text += input;
      if (calls === 1) throw new Problem('TIMED_OUT', 'no answer', { hint: '' });
      return { code: 0, stdout: '', stderr: '' };
    },
    getFiles: async () => new Map([['state/deployments.jsonl', Buffer.from(text)]]),
  };
  return {
    engine: verbs as Engine,
    lines: () =>
      text
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line).state),
  };
}

test.each(['the answer', 'the call'] as const)(
  'a deployment stands once on the host, although %s was lost',
  async (what) => {
    const { engine, lines } = gatewayThat(what);
    const found = {
      gateway: 'g',
      epoch: 2,
      gap: { since: null, ms: null },
      switchMs: null,
      served: null,
      noted: false,
    };
    const site = { engine, id: 'D', operator: 'ada', observed: serving(), wanted: wanted(2), found } as unknown as Site;
    const { signal } = new AbortController();
    await expect(noteOutcome('succeeded', site, signal)).rejects.toMatchObject({ code: 'TIMED_OUT' });
    await noteOutcome('succeeded', site, signal);
    await noteOutcome('succeeded', site, signal);
    expect(lines()).toEqual(['succeeded']);
    await noteOutcome('failed', site, signal);
    expect(lines()).toEqual(['succeeded', 'failed']);
  },
);
