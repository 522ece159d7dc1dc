import { describe, expect, test } from 'vitest';
import type { Finding } from '#contract/checklist';
import { allChecks } from '#core/checklist/all';
import type { FindingDeps } from '#core/checklist/collected';
import { gateOf } from '#core/checklist/gate';
import { takenFrom } from '#core/checklist/taken-from';
import type { Engine } from '#core/docker/types';
import type { OpenHost } from '#core/host/hosts';
import { keyFile } from '#core/secrets/key-file';
import { openVault } from '#core/secrets/vault';
import { scratchStore } from '../store/scratch.ts';
import { cases } from './cases.ts';
import { file, findingOf, host as hostInfo, image, plan } from './made.ts';

const production = (more: object = {}) => file({ stage: 'production', ...more });
const digest = plan().to?.digest ?? null;
const { signal } = new AbortController();

function gate() {
  const store = scratchStore();
  const vault = openVault(store.secrets, keyFile(`${store.file}.key`));
  const asked: string[] = [];
  const engine: Partial<Engine> = {
    get: async (path) => {
      asked.push(path);
      return path === '/info' ? hostInfo() : image();
    },
  };
  const host = { name: 'local', engine } as OpenHost;
  const hosts: FindingDeps['hosts'] = { known: () => [], open: async () => host };
  const { failing } = gateOf({ store, vault, hosts });
  /** Keeps what a check once found wrong, as it was measured of a file. */
  const kept = (id: string, of = production()) => {
    const check = allChecks.find((it) => it.id === id);
    if (!check) throw new Error(`there is no ${id}`);
    const found = findingOf(check, { ...cases[id]?.fails, kind: 'service' });
    const at = new Date().toISOString();
    const finding: Finding = { ...found, evidence: found.evidence && { ...found.evidence, at } };
    const taken = takenFrom(check, { host: 'local', digest, file: of });
    store.evidence.keep({ host: 'local', service: 'shop' }, [{ finding, taken }]);
  };
  const ids = async (of = production()) => {
    const found = await failing({ file: of, host, plan: plan() }, signal);
    return found.map(({ id }) => id);
  };
  return { store, asked, failing, host, kept, ids };
}

describe('what keeps a file out of production', () => {
  test('is all that fails of it as a blocker, and nothing that only warns or could not be checked', async () => {
    const { ids, asked } = gate();
    expect((await ids()).toSorted()).toEqual(['EVO-02', 'INT-05', 'INT-15', 'MON-07', 'REL-24', 'SCA-02', 'SCA-06']);
    expect(asked.length).toBeLessThanOrEqual(2);
  });

  test('is told whether or not somebody lives with it: which deployment may, is not the checklist’s to say', async () => {
    const { ids, store } = gate();
    const until = new Date(Date.now() + 86_400_000).toISOString();
    const about = { service: 'shop', host: 'local', id: 'EVO-02', text: 'so', until, by: 'ada', console: 'test' };
    store.said.add({ ...about, kind: 'accepted' });
    expect(await ids()).toContain('EVO-02');
  });

  test('may be lived with, but for a stop that nobody can live with', async () => {
    const { failing, host } = gate();
    const open = production({ model: { image: 'ollama/ollama:1' }, front: { callers: 'others' } });
    const found = await failing({ file: open, host, plan: plan() }, signal);
    expect(found.find(({ id }) => id === 'SEC-12')).toMatchObject({ isNever: true });
    expect(found.find(({ id }) => id === 'EVO-02')).toMatchObject({ isNever: false });
  });

  test('is also what was proven of it before, while that holds', async () => {
    const { ids, kept } = gate();
    kept('REL-09');
    expect(await ids()).toContain('REL-09');
    expect(await ids(production({ scale: { replicas: 3 } }))).not.toContain('REL-09');
  });

  test.each(['REL-10', 'REL-11', 'VER-02', 'MON-18'])(
    'is not what only the release did that runs, which deploying mends: %s',
    async (id) => {
      const { ids, kept } = gate();
      kept(id);
      expect(await ids()).not.toContain(id);
    },
  );
});
