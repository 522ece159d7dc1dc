import Database from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { deployment } from '#contract/deployment';
import { verifyHistory } from '#core/history/verify';
import { openStore } from '#core/store/open';
import { beginning, deployed, r, scratchStore } from './scratch.ts';

describe('a deployment', () => {
  test('is there, planned, before anything happens', () => {
    const { deployments, file } = scratchStore({ now: () => new Date('2030-01-01T00:00:00Z') });
    const begun = deployments.begin(beginning({ id: '01JABCDEF', kind: 'rollback', from: r(2), to: r(1) }));
    expect(begun).toEqual({
      id: '01JABCDEF',
      service: 'digits',
      host: 'local',
      kind: 'rollback',
      state: 'planned',
      from: r(2),
      to: r(1),
      startedAt: '2030-01-01T00:00:00.000Z',
      servingAt: null,
      finishedAt: null,
      steps: [],
      reason: null,
      operator: 'ada',
      console: '0.1.0',
      engine: 'ENGINE:1 (20.10.24)',
      note: 'faster, same accuracy',
      evidence: {
        golden: [],
        traffic: [],
        switchedMs: null,
        gapMs: null,
        findings: [],
        logs: {},
        containers: [],
        watch: null,
        wayBack: null,
      },
    });
    expect(deployment.strict().parse(begun)).toEqual(begun);
    using other = openStore({ file });
    expect(other.deployments.unfinished()).toEqual([begun]);
    expect(other.deployments.intent('01JABCDEF')).toEqual({
      file: { service: 'digits', model: { image: 'digits:1.0.0' } },
      plan: [{ do: 'create', target: 'slipway-digits-r1-1' }],
      number: 1,
      undertaking: null,
    });
  });

  test('numbers its events from 1 and hands them on from any number', () => {
    const { deployments } = scratchStore();
    const [a, b] = [deployments.begin(beginning()).id, deployments.begin(beginning()).id];
    deployments.append(a, { type: 'said', text: 'one' });
    deployments.append(b, { type: 'said', text: 'other' });
    deployments.append(a, { type: 'said', text: 'two' });
    expect(deployments.append(a, { type: 'said', text: 'three' })).toMatchObject({ n: 3, type: 'said', text: 'three' });
    expect(deployments.events(a, 1, 1)).toMatchObject([{ n: 2, text: 'two' }]);
    expect(deployments.events(a, 0, 200).map(({ n }) => n)).toEqual([1, 2, 3]);
    expect(deployments.events(b, 1, 200)).toEqual([]);
  });

  test('takes several events at once, all or none', () => {
    const { deployments } = scratchStore();
    const { id } = deployments.begin(beginning());
    const said = ['one', 'two'].map((text) => ({ type: 'said', text }) as const);
    expect(deployments.appendAll(id, said)).toMatchObject([
      { n: 1, text: 'one' },
      { n: 2, text: 'two' },
    ]);
    expect(() => deployments.appendAll(id, [...said, { type: 'state', state: 'failed' }])).toThrow(/finish/);
    expect(deployments.events(id, 0, 200)).toHaveLength(2);
  });

  test('takes events and what changes by them at once, or neither', () => {
    const { deployments, file } = scratchStore();
    const { id } = deployments.begin(beginning());
    const done = { n: 1, of: 2, do: 'switch', target: 'r1', state: 'done', ms: 1 } as const;
    const servingAt = '2030-01-01T00:00:00.000Z';
    const write = () => deployments.appendAll(id, [{ type: 'step', step: done }], { servingAt, state: 'watching' });
    const raw = new Database(file);
    raw.exec(`CREATE TRIGGER refuse BEFORE UPDATE ON deployment BEGIN SELECT RAISE(ABORT, 'refused'); END`);
    expect(write).toThrow('refused');
    expect(deployments.events(id, 0, 9)).toEqual([]);
    raw.exec('DROP TRIGGER refuse');
    raw.close();
    write();
    expect(deployments.get(id)).toMatchObject({ servingAt, state: 'watching', steps: [done] });
    expect(deployments.events(id, 0, 9)).toMatchObject([{ step: done }, { type: 'state', state: 'watching' }]);
  });

  test('shows each step as its journal last said it', () => {
    const { deployments } = scratchStore();
    const { id } = deployments.begin(beginning());
    const first = { n: 1, of: 2, do: 'create', target: 'a' };
    const second = { n: 2, of: 2, do: 'start', target: 'a' };
    deployments.append(id, { type: 'step', step: { ...first, state: 'started', ms: 0 } });
    deployments.append(id, { type: 'step', step: { ...first, state: 'done', ms: 40 } });
    deployments.append(id, { type: 'step', step: { ...second, state: 'failed', ms: 7 }, reason: 'it exited' });
    deployments.append(id, { type: 'step', step: { ...first, state: 'undone', ms: 55 } });
    expect(deployments.get(id).steps).toEqual([
      { ...first, state: 'undone', ms: 55 },
      { ...second, state: 'failed', ms: 7 },
    ]);
  });

  test('that is over has no step under way: one whose end nobody saw has failed', () => {
    const { deployments, file } = scratchStore();
    const { id } = deployments.begin(beginning());
    const first = { n: 1, of: 2, do: 'remove', target: 'a' };
    const second = { n: 2, of: 2, do: 'remove', target: 'b' };
    deployments.append(id, { type: 'step', step: { ...first, state: 'started', ms: 0 } });
    deployments.append(id, { type: 'step', step: { ...second, state: 'started', ms: 0 } });
    deployments.append(id, { type: 'step', step: { ...first, state: 'done', ms: 4 } });
    const { steps } = deployments.finish(id, { state: 'interrupted', reason: 'it was left' });
    expect(steps).toEqual([
      { ...first, state: 'done', ms: 4 },
      { ...second, state: 'failed', ms: 0 },
    ]);
    expect(deployments.events(id, 3, 9)).toMatchObject([
      { step: second, reason: expect.stringMatching(/./) },
      { type: 'state', state: 'interrupted' },
    ]);
    expect(verifyHistory(openStore({ file })).ok).toBe(true);
  });

  test('has the state that its journal says, however it was told', () => {
    const { deployments } = scratchStore();
    const { id } = deployments.begin(beginning());
    deployments.append(id, { type: 'state', state: 'running' });
    expect(deployments.get(id).state).toBe('running');
    deployments.update(id, { state: 'running', to: r(4), number: 4, servingAt: '2030-01-01T00:00:00.000Z' });
    const watching = deployments.update(id, { state: 'watching' });
    expect(watching).toMatchObject({ state: 'watching', to: r(4), servingAt: '2030-01-01T00:00:00.000Z' });
    expect(deployments.events(id, 0, 200)).toMatchObject([
      { type: 'state', state: 'running' },
      { type: 'state', state: 'watching' },
    ]);
  });

  test('ends once, with its reason in the journal, and is sealed behind the one before', () => {
    const store = scratchStore();
    const { deployments } = store;
    const first = deployed(store);
    const second = deployments.begin(beginning({ note: null })).id;
    expect(() => deployments.append(second, { type: 'state', state: 'succeeded' })).toThrow(/finish/);
    const ended = deployments.finish(second, { state: 'taken-back', reason: 'a golden request failed', to: null });
    expect(ended).toMatchObject({ state: 'taken-back', reason: 'a golden request failed', to: null });
    expect(ended.finishedAt).not.toBeNull();
    expect(deployments.events(second, 0, 9)).toMatchObject([
      { state: 'taken-back', reason: 'a golden request failed' },
    ]);
    expect(deployments.record(first)).toMatchObject({ seq: 1, hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(deployments.record(second)).toMatchObject({ seq: 2, file: { service: 'digits' } });
    expect(deployments.unfinished()).toEqual([]);
    for (const late of [
      () => deployments.finish(second, { state: 'succeeded', reason: null }),
      () => deployments.update(second, { note: 'later' }),
      () => deployments.append(second, { type: 'said', text: 'later' }),
    ]) {
      expect(late).toThrow(/is finished/);
    }
    expect(deployments.get(second)).toEqual(ended);
  });

  test('whose seal cannot be written is as unfinished as it was', () => {
    const { deployments, file } = scratchStore();
    const { id } = deployments.begin(beginning());
    deployments.append(id, { type: 'state', state: 'running' });
    const before = deployments.get(id);
    const raw = new Database(file);
    raw.exec(`CREATE TRIGGER refuse BEFORE UPDATE ON head BEGIN SELECT RAISE(ABORT, 'refused'); END`);
    expect(() => deployments.finish(id, { state: 'succeeded', reason: null })).toThrow('refused');
    expect(deployments.unfinished()).toEqual([before]);
    expect(deployments.events(id, 1, 9)).toEqual([]);
    raw.exec('DROP TRIGGER refuse');
    raw.close();
    expect(deployments.finish(id, { state: 'succeeded', reason: null }).state).toBe('succeeded');
  });

  test('keeps odd text as it came: quotes, line ends, another script, half a surrogate pair in JSON', () => {
    const store = scratchStore();
    const note = `'; DROP TABLE deployment; -- "x"\n\u0000 мир 🚢`;
    const id = deployed(store, { note, file: { env: { ODD: note, half: '\ud83d' } } });
    expect(store.deployments.get(id).note).toBe(note);
    expect(store.deployments.record(id).file).toEqual({ env: { ODD: note, half: '\ud83d' } });
    expect(verifyHistory(store)).toEqual({ ok: true, records: 1, broken: [] });
  });

  test('is not begun twice under one id', () => {
    const { deployments } = scratchStore();
    const { id } = deployments.begin(beginning());
    expect(() => deployments.begin(beginning({ id, note: 'again' }))).toThrow(/begins once/);
    expect(deployments.get(id).note).toBe('faster, same accuracy');
  });

  test('of two consoles on one file takes turns in the chain', () => {
    const store = scratchStore();
    using other = openStore({ file: store.file });
    for (let i = 0; i < 4; i += 1) deployed(i % 2 === 0 ? store : other);
    expect(verifyHistory(other)).toEqual({ ok: true, records: 4, broken: [] });
  });
});

describe('an id', () => {
  const store = () => {
    const { deployments } = scratchStore();
    for (const id of ['01JAAAAAAA1', '01JAAAAAAB2', '01JBBBBBBB3']) deployments.begin(beginning({ id }));
    return deployments;
  };

  test('may be shortened to what only one begins with', () => {
    expect(store().get('01JBBB').id).toBe('01JBBBBBBB3');
    expect(store().record('01jaaaaaaa').deployment.id).toBe('01JAAAAAAA1');
  });

  test('that several begin with is unknown, and they are named', () => {
    const hint = expect.stringMatching(/01JAAAAAAB2 \(digits, .*01JAAAAAAA1 \(digits/);
    expect(() => store().get('01JAAA')).toThrow(expect.objectContaining({ code: 'UNKNOWN_DEPLOYMENT', hint }));
  });

  test('that is too short, or nobody has, is unknown', () => {
    for (const id of ['', '01JBB', '%', '01JZZZZZZ']) {
      expect(() => store().get(id)).toThrow(expect.objectContaining({ code: 'UNKNOWN_DEPLOYMENT' }));
    }
    for (const act of [
      () => store().events('01JBBBBBB', 0, 1),
      () => store().update('01JBBBBBB', {}),
      () => store().append('01JBBBBBB', { type: 'said', text: '' }),
    ]) {
      expect(act).toThrow(expect.objectContaining({ code: 'UNKNOWN_DEPLOYMENT' }));
    }
  });
});

describe('another hand on the same file cannot', () => {
  const raw = () => {
    const store = scratchStore();
    const [sealed, open] = [deployed(store), store.deployments.begin(beginning()).id];
    store.deployments.append(open, { type: 'said', text: 'hello' });
    const database = new Database(store.file);
    onTestFinished(() => void database.close());
    return { database, names: { sealed, open } };
  };

  test.each([
    ['change a finished deployment', `UPDATE deployment SET note = 'x' WHERE id = @sealed`],
    ['take its seal off', 'UPDATE deployment SET hash = NULL, seq = NULL, prev_hash = NULL WHERE id = @sealed'],
    ['delete a finished deployment', 'DELETE FROM deployment WHERE id = @sealed'],
    ['delete an unfinished deployment', 'DELETE FROM deployment WHERE id = @open'],
    ['replace one', 'REPLACE INTO deployment SELECT * FROM deployment WHERE id = @sealed'],
    ['rename one over another', 'UPDATE OR REPLACE deployment SET id = @sealed WHERE id = @open'],
    ['seal one out of order', `UPDATE deployment SET seq = 9, prev_hash = 'x', hash = 'y' WHERE id = @open`],
    ['change a journal row', `UPDATE journal SET event = '{}' WHERE deployment = @open`],
    ['delete a journal row', 'DELETE FROM journal WHERE deployment = @open'],
    ['replace a journal row', `REPLACE INTO journal VALUES (@open, 1, 'now', '{}', 'x')`],
    ['leave a gap in a journal', `INSERT INTO journal VALUES (@open, 3, 'now', '{}', 'x')`],
    ['add to a finished journal', `INSERT INTO journal VALUES (@sealed, 5, 'now', '{}', 'x')`],
    ['move the head', 'UPDATE head SET seq = 0'],
    ['replace the head', `REPLACE INTO head VALUES (1, 0, '')`],
    ['delete the head', 'DELETE FROM head'],
  ])('%s', (_, sql) => {
    const { database, names } = raw();
    expect(() => database.prepare(sql).run(names)).toThrow(
      expect.objectContaining({ code: 'SQLITE_CONSTRAINT_TRIGGER' }),
    );
  });
});
