import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { refuseVisible } from '#core/deployment/secrets';
import { mostDrafts, removeDraft, saveDraft } from '#core/draft/drafts';
import { keyFile } from '#core/secrets/key-file';
import { Redacted } from '#core/secrets/redacted';
import { setSecret } from '#core/secrets/secrets';
import { openVault } from '#core/secrets/vault';
import { parseServiceFile } from '#core/service/parse';
import { scratchStore } from '../store/scratch.ts';

function desk(secrets: Record<string, string> = {}) {
  const store = scratchStore();
  const vault = openVault(store.secrets, keyFile(`${store.file}.key`));
  for (const [name, value] of Object.entries(secrets)) vault.set(name, new Redacted(Buffer.from(value)));
  const hosts = { known: () => [], open: async () => Promise.reject(new Error('no host is asked')) };
  const deps = { store, vault, hosts, gatewayImage: null };
  const save = (text: string, since = 0, id = 'd') => saveDraft(deps, { id, host: 'local', text, since });
  const set = (name: string, value: string) => setSecret(deps, { name, value: Buffer.from(value).toString('base64') });
  return { ...deps, save, set, remove: (since?: number, id = 'd') => removeDraft(deps, { id, since }) };
}
const changed = expect.objectContaining({ code: 'CHANGED_MEANWHILE' });
const visible = expect.objectContaining({ code: 'STOPPED', stop: 'secret-visible' });
const withEnv = (value: string) => `service: digits\nmodel: { image: "digits:1.0.0", env: { TOKEN: ${value} } }\n`;

describe('two pages on one draft', () => {
  test('the one that comes second is told, and what the first wrote stays', () => {
    const { save, store } = desk();
    const opened = save('service: a');
    const first = save('service: first', opened.revision);
    expect(() => save('service: second', opened.revision)).toThrow(changed);
    expect(store.drafts.get('d')).toEqual(first);
    expect(save('service: second', first.revision).text).toBe('service: second');
  });

  test('what was kept, but never answered, is kept once when it is asked for again', () => {
    const { save } = desk();
    const opened = save('service: a');
    const kept = save('service: b', opened.revision);
    expect(save('service: b', opened.revision)).toEqual(kept);
  });

  test('what comes after the draft was removed does not bring it back, unless it is meant as a new one', () => {
    const { save, remove, store } = desk();
    const opened = save('service: a');
    expect(remove()).toEqual({ removed: 'd' });
    expect(() => save('service: late', opened.revision)).toThrow(changed);
    expect(store.drafts.list()).toEqual([]);
    expect(save('service: late').text).toBe('service: late');
  });

  test('what the other wrote is not removed by who has not seen it', () => {
    const { save, remove, store } = desk();
    const opened = save('service: a');
    const newer = save('service: b', opened.revision);
    expect(() => remove(opened.revision)).toThrow(changed);
    expect(store.drafts.get('d')?.text).toBe('service: b');
    remove(newer.revision);
    expect(store.drafts.get('d')).toBeNull();
  });
});

test('no draft is dropped for another: one too many is refused, and those that are there can be written on', () => {
  const { save, remove, store } = desk();
  const all = Array.from({ length: mostDrafts }, (_, n) => save('service: a', 0, `d${n}`));
  const tooMany = expect.objectContaining({ code: 'BAD_COMMAND', hint: expect.stringContaining('Remove one') });
  expect(() => save('service: a', 0, 'one more')).toThrow(tooMany);
  expect(store.drafts.list()).toHaveLength(mostDrafts);
  expect(save('service: b', all[0]?.revision, 'd0').text).toBe('service: b');
  remove(undefined, 'd1');
  expect(save('service: a', 0, 'one more').id).toBe('one more');
});

describe('a value of a secret', () => {
  test.each([
    ['short, as a variable', withEnv('hunter2')],
    ['as a number', withEnv('0815')],
    ['part of a variable, from 8 characters on', withEnv('Bearer-longer-one')],
    ['an argument', 'service: digits\nmodel: { image: "digits:1.0.0", args: [--key, hunter2] }\n'],
    ['anywhere, from 12 characters on', 'service: digits\n# Zk7-mQ2v-pR9x\n'],
    ['in a file that is not finished', 'service: digits\nmodel: { image: "digits:1.0.0", env: { TOKEN: hunter2\n'],
  ])('%s is not kept in a draft', (_where, text) => {
    const { save, store } = desk({ a: 'hunter2', b: '0815', c: 'longer-one', d: 'Zk7-mQ2v-pR9x' });
    expect(() => save(text)).toThrow(visible);
    expect(store.drafts.list()).toEqual([]);
  });

  test('that is an ordinary word is no reason where no secret would stand', () => {
    const { save } = desk({ a: 'digits', b: 'true' });
    expect(save('service: digits\nmodel: { image: "digits:1.0.0", env: { FAST: "true" } }\n').id).toBe('d');
  });

  test.each(['hunter2', 'Zk7-mQ2v-pR9xW4tL8bN3'])(
    '%s was kept before anybody knew it for one: it leaves the drafts and the data folder, and is not deployed as a mark',
    async (value) => {
      const { save, set, store, vault } = desk();
      const opened = save(`# as typed\n${withEnv(value)}`);
      expect(await set('token', value)).toMatchObject({ name: 'token', takenFrom: ['digits'] });
      const after = store.drafts.get('d');
      expect(after?.text).toBe(`# as typed\n${withEnv('"[redacted]"')}`);
      const folder = dirname(store.file);
      const found = readdirSync(folder).filter((name) => readFileSync(join(folder, name)).includes(value));
      expect(found).toEqual([]);
      expect(() => save(`# typed on\n${withEnv(value)}`, opened.revision)).toThrow(changed);
      expect(() => save(`# typed on\n${withEnv(value)}`, after?.revision)).toThrow(visible);
      expect(() => refuseVisible(parseServiceFile({ name: 'f', text: after?.text ?? '' }), vault)).toThrow(visible);
      expect(save(`# more\n${after?.text}`, after?.revision).text).toContain('# more');
    },
  );

  test('leaves other drafts as they are', async () => {
    const { save, set, store } = desk();
    const other = save('service: prices\nmodel: { image: "prices:1" }\n', 0, 'other');
    save(withEnv('hunter2'));
    await set('token', 'hunter2');
    expect(store.drafts.get('other')).toEqual(other);
  });
});
