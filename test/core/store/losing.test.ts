import { copyFileSync, existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { recordFindings } from '#core/history/findings';
import { verifyHistory } from '#core/history/verify';
import { openStore } from '#core/store/open';
import { restoreRecord } from '#core/store/restore';
import type { Store } from '#core/store/store';
import { beginning, deployed, scratchFile, scratchStore } from './scratch.ts';
import { problemOf, recordFailed } from './scratch-damage.ts';

const ways: [string, RegExp, (file: string) => void][] = [
  ['removed', /was removed while process \d+ had it open/, (file) => remove(file)],
  ['removed with its folder', /was removed while/, (file) => rmSync(dirname(file), { recursive: true })],
  [
    'exchanged for another record',
    /was exchanged for another file while/,
    (file) => {
      const { file: other } = scratchStore();
      remove(file);
      copyFileSync(other, file);
    },
  ],
];
const remove = (file: string) => {
  for (const end of ['', '-wal', '-shm']) rmSync(`${file}${end}`, { force: true });
};
const said = (store: Store, id: string) =>
  store.deployments.events(id, 0, 100).flatMap((event) => (event.type === 'said' ? [event.text] : []));

test.each(ways)(
  'a record that is %s while a deployment runs is said at once, and its end is put back',
  async (_, words, lose) => {
    const file = scratchFile();
    const store = openStore({ file });
    deployed(store);
    const { id } = store.deployments.begin(beginning());
    expect(await recordFindings(store)).toEqual([]);
    lose(file);
    expect(await recordFindings(store)).toMatchObject([{ severity: 'blocker', what: expect.stringMatching(words) }]);
    store.deployments.append(id, { type: 'state', state: 'running' });
    store.deployments.update(id, { servingAt: '2030-01-01T00:00:00.000Z' });
    expect(said(store, id)).toEqual([expect.stringMatching(words)]);
    store.deployments.finish(id, { state: 'succeeded', reason: null });
    store.close();

    expect(restoreRecord({ file }).backup).toMatchObject({ finished: 2 });
    using again = openStore({ file });
    expect(again.deployments.get(id)).toMatchObject({ state: 'succeeded', servingAt: '2030-01-01T00:00:00.000Z' });
    expect(verifyHistory(again)).toEqual({ ok: true, records: 2, broken: [] });
  },
);

test('a process that is killed before the end leaves what was recorded until the loss was seen', () => {
  const file = scratchFile();
  const store = openStore({ file });
  deployed(store);
  const { id } = store.deployments.begin(beginning());
  remove(file);
  store.deployments.append(id, { type: 'said', text: 'a word' });
  restoreRecord({ file });
  using again = openStore({ file });
  expect(again.deployments.unfinished().map((it) => it.id)).toEqual([id]);
});

test('nothing begins and nothing is remembered in a record that is lost', () => {
  const file = scratchFile();
  const store = openStore({ file });
  deployed(store);
  renameSync(file, `${file}.moved`);
  const refused = recordFailed(/was removed while process/);
  expect(problemOf(() => store.requireReady())).toMatchObject(refused);
  expect(problemOf(() => store.deployments.begin(beginning()))).toMatchObject(refused);
  expect(problemOf(() => store.hosts.add({ name: 'edge', url: 'unix:///x' }))).toMatchObject(refused);
  expect(problemOf(() => store.settings.set('a', 'b'))).toMatchObject(refused);
  expect(problemOf(() => store.secrets.set('token', 'sealed', 'key-file'))).toMatchObject(refused);
  const draft = { id: 'd', of: 'new', host: 'local', text: 'service: digits' };
  expect(problemOf(() => store.drafts.save(draft))).toMatchObject(refused);
  expect(store.deployments.list({ limit: 10 })).toHaveLength(1);
});

test('the log of what lies in its place by then is left alone when it is closed', () => {
  const file = scratchFile();
  const store = openStore({ file });
  deployed(store);
  remove(file);
  const other = openStore({ file });
  deployed(other);
  const log = readFileSync(`${file}-wal`);
  store.close();
  expect(existsSync(`${file}-wal`) && readFileSync(`${file}-wal`).equals(log)).toBe(true);
  other.close();
});
