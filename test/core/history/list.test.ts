import { expect, test } from 'vitest';
import { historyFilter } from '#contract/history';
import { listHistory } from '#core/history/list';
import { hiding } from '#core/secrets/hiding';
import { Redacted } from '#core/secrets/redacted';
import { deployed, scratchStore } from '../store/scratch.ts';

/** A clock that goes on a minute with each look at it. */
function ticking() {
  let minute = 0;
  return () => new Date(Date.UTC(2030, 0, 1, 0, minute++));
}
function recorded() {
  const store = scratchStore({ now: ticking() });
  const say = (service: string, text: string) =>
    store.said.add({
      kind: 'accepted',
      service,
      host: 'local',
      id: 'EVO-02',
      text,
      until: '',
      by: 'ada',
      console: 'test',
    });
  deployed(store);
  say('digits', 'first, with hunter-two-42');
  say('prices', 'of another');
  deployed(store);
  say('digits', 'then');
  const list = (given: object = {}) =>
    listHistory(store, historyFilter.parse(given), hiding([new Redacted(Buffer.from('hunter-two-42'))]));
  return { list, words: (given: object = {}) => list(given).said?.map(({ text }) => text) };
}

test('what people said is told with the deployments, the newest first, and without what is a secret by now', () => {
  const { list, words } = recorded();
  expect(list().deployments).toHaveLength(2);
  expect(words()).toEqual(['then', 'of another', 'first, with [redacted]']);
  expect(words({ service: 'digits' })).toEqual(['then', 'first, with [redacted]']);
  expect(words({ text: 'ANOTHER' })).toEqual(['of another']);
});

test.each([
  { kind: 'deploy' },
  { state: 'succeeded' },
  { host: 'edge' },
  { service: 'weather' },
  { since: '2031-01-01' },
])('nothing of it is told where it is not asked for: %j', (given) =>
  expect(recorded().list(given)).not.toHaveProperty('said'),
);

test('a page of the newest deployments tells what was said since the oldest of them', () => {
  expect(recorded().words({ limit: 1 })).toEqual(['then']);
});
