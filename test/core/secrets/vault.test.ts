import { chmodSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { examineSecrets } from '#core/secrets/examine';
import { keyFile } from '#core/secrets/key-file';
import { Redacted } from '#core/secrets/redacted';
import { openVault, type Vault } from '#core/secrets/vault';
import { scratchStore } from '../store/scratch.ts';

const value = 'Zk7#mQ2v!pR9xW4tL8bN3sD6';
const redacted = (text: string): Redacted => new Redacted(Buffer.from(text));

function scratchVault(): { vault: Vault; file: string; key: string; reopened: () => Vault } {
  const store = scratchStore();
  const key = join(dirname(store.file), 'key');
  const reopened = () => openVault(store.secrets, keyFile(key));
  return { vault: reopened(), file: store.file, key, reopened };
}
const read = (vault: Vault, name: string) => vault.open(name)?.reveal().toString() ?? null;

describe('a secret', () => {
  test('comes back as it was set, bytes that are no text too', () => {
    const { vault, reopened } = scratchVault();
    const bytes = Buffer.from([0, 255, 10, 13, 0, 128]);
    vault.set('key', new Redacted(bytes));
    vault.set('token', redacted(value));
    expect(reopened().open('key')?.reveal()).toEqual(bytes);
    expect(read(reopened(), 'token')).toBe(value);
    expect(read(vault, 'other')).toBeNull();
  });

  test('is sealed in every file of the data folder, and differently each time', () => {
    const { vault, file } = scratchVault();
    vault.set('token', redacted(value));
    vault.set('again', redacted(value));
    const all = readdirSync(dirname(file)).map((name) => readFileSync(join(dirname(file), name)));
    const found = all.filter((bytes) => bytes.includes(value) || bytes.includes(Buffer.from(value).toString('base64')));
    expect(found).toEqual([]);
    const raw = new Database(file, { readonly: true });
    const rows = raw.prepare('SELECT sealed FROM secret').pluck().all();
    raw.close();
    expect(new Set(rows).size).toBe(2);
  });

  test('does not open under another name, nor when a byte of it was changed', () => {
    const { vault, file } = scratchVault();
    vault.set('token', redacted(value));
    vault.set('other', redacted('another value'));
    const raw = new Database(file);
    raw.exec("UPDATE secret SET sealed = (SELECT sealed FROM secret WHERE name = 'token') WHERE name = 'other'");
    expect(read(vault, 'other')).toBeNull();
    raw.exec("UPDATE secret SET sealed = 'AAAA' || substr(sealed, 5) WHERE name = 'token'");
    raw.close();
    expect(read(vault, 'token')).toBeNull();
  });

  test('set again has the new value, and the one before is still taken out of texts', () => {
    const { vault } = scratchVault();
    vault.set('token', redacted('the-first-value'));
    vault.set('token', redacted('the-second-value'));
    expect(read(vault, 'token')).toBe('the-second-value');
    expect(vault.list()).toHaveLength(1);
    expect(vault.hiding().text('the-first-value, the-second-value')).toBe('[redacted], [redacted]');
  });

  test('removed is gone with the values that it had', () => {
    const { vault, file } = scratchVault();
    vault.set('token', redacted('the-first-value'));
    vault.set('token', redacted('the-second-value'));
    expect([vault.remove('token'), vault.remove('token')]).toEqual([true, false]);
    expect(vault.list()).toEqual([]);
    const raw = new Database(file, { readonly: true });
    expect(raw.prepare('SELECT count(*) FROM secret').pluck().get()).toBe(0);
    raw.close();
  });

  test('has a fingerprint that another key would give otherwise', () => {
    const [one, other] = [scratchVault(), scratchVault()];
    expect(one.vault.fingerprint('a')).toBeNull();
    for (const { vault } of [one, other]) vault.set('token', redacted(value));
    expect(one.vault.fingerprint('a')).toMatch(/^[0-9a-f]{64}$/);
    expect(one.vault.fingerprint('a')).toBe(one.reopened().fingerprint('a'));
    expect(one.vault.fingerprint('a')).not.toBe(other.vault.fingerprint('a'));
  });
});

describe('the key file', () => {
  test('is made with the first secret, for its owner only, and never replaced', () => {
    const { vault, key } = scratchVault();
    expect(vault.list()).toEqual([]);
    expect(() => statSync(key)).toThrow('ENOENT');
    vault.set('token', redacted(value));
    const made = readFileSync(key);
    expect(made).toHaveLength(32);
    expect(statSync(key).mode & 0o777).toBe(0o600);
    keyFile(key).make();
    vault.set('other', redacted(value));
    expect(readFileSync(key)).toEqual(made);
    expect(readdirSync(dirname(key)).filter((name) => name.startsWith('key'))).toEqual(['key']);
  });

  test('that is damaged is neither used nor overwritten, and names are listed all the same', () => {
    const { vault, key } = scratchVault();
    vault.set('token', redacted(value));
    writeFileSync(key, 'short');
    expect(() => vault.set('other', redacted(value))).toThrow(/damaged: it has 5 bytes instead of 32/);
    expect(readFileSync(key, 'utf8')).toBe('short');
    expect(vault.list()).toMatchObject([{ name: 'token', opens: false }]);
  });

  test('that is gone leaves secrets that have to be set again; a new one opens those', () => {
    const { vault, key } = scratchVault();
    for (const name of ['token', 'other']) vault.set(name, redacted(value));
    rmSync(key);
    expect(vault.list().map(({ opens }) => opens)).toEqual([false, false]);
    vault.set('token', redacted(value));
    expect(vault.list()).toMatchObject([
      { name: 'other', opens: false },
      { name: 'token', opens: true },
    ]);
  });
});

describe('the doctor', () => {
  test('says nothing where there are no secrets', () => {
    expect(examineSecrets(scratchVault().vault)).toEqual([]);
  });

  test('says what secrets are sealed with where there are some', () => {
    const { vault, key } = scratchVault();
    vault.set('token', redacted(value));
    expect(examineSecrets(vault)).toMatchObject([
      {
        severity: 'advice',
        what: `secrets are sealed with a key file (${key}, mode 0600), not with the platform's keyring`,
      },
    ]);
  });

  test('warns of a key that others can read, and of one that is gone or damaged', () => {
    const { vault, key } = scratchVault();
    vault.set('token', redacted(value));
    chmodSync(key, 0o644);
    expect(examineSecrets(vault)[0]).toMatchObject({
      severity: 'warning',
      what: `the key file ${key} is open to other users (mode 0644)`,
      hint: `Close it: chmod 600 ${key}`,
    });
    rmSync(key);
    expect(examineSecrets(vault)[0]?.what).toMatch(/^token cannot be opened/);
    writeFileSync(key, '', { mode: 0o600 });
    expect(examineSecrets(vault)[0]?.what).toMatch(/damaged: it has 0 bytes/);
  });
});
