import { describe, expect, test } from 'vitest';
import { guessableKeys, wantAccess } from '#core/deployment/access';
import type { Observed } from '#core/deployment/observed';
import { planDeployment } from '#core/deployment/plan';
import { wantAct, wantFile, wantRetirement } from '#core/deployment/want';
import { type Caller, callerOf, noAccess } from '#core/gateway/access';
import { Redacted } from '#core/secrets/redacted';
import type { Vault } from '#core/secrets/vault';
import { frontHash, frontOf, identityOf, runOf } from '#core/service/split';
import { vaultWith } from '../secrets/vaults.ts';
import { file, imagesOnly, kept, nothing, release, serving } from './samples.ts';

const value = 'Zk7-mQ2v-pR9xW4tL8bN3sD6';
const reports = 'of-the-reports-Hs6Tb9Lq';
const keyed = (...keys: string[]) => file({ front: { keys } });
const front = (...keys: string[]) => frontOf(keyed(...keys));

/** r1 serves and asks for these keys, as a console with `vault` has put them. */
function asking(vault: Vault, ...keys: string[]): Observed {
  const of = keyed(...keys);
  const access = wantAccess(frontOf(of), nothing, { vault: vault, certificate: null });
  const callers = keys.flatMap((name): Caller[] => {
    const held = vault.open(name);
    return (held && [callerOf(name, held)].filter((it) => it !== null)) ?? [];
  });
  const run = runOf(of);
  const versioned = { ...run, model: { ...run.model, version: '1.0.0' } };
  const r1 = release(1, { run: versioned, identity: identityOf(versioned, 'sha256:i1'), image: 'sha256:i1' });
  const before = serving({ callers, releases: new Map([[1, kept(r1, of)]]) }, of);
  if (!before.serving) throw new Error('it serves');
  return { ...before, serving: { ...before.serving, access, frontHash: frontHash(frontOf(of), access) } };
}

const asked = (observed: Observed, vault: Vault) => ({
  engine: imagesOnly({ 'digits:1.0.0': { Id: 'sha256:i1' }, 'sha256:i1': { Id: 'sha256:i1' } }),
  observed,
  gateway: { reference: 'haproxy', id: 'sha256:gateway', explicit: false },
  deployment: 'D',
  highest: 0,
  address: () => ({ host: '127.0.0.1', port: 9000 }),
  vault,
  signal: AbortSignal.timeout(5_000),
});
const stepsOf = async (of: ReturnType<typeof file>, observed: Observed, vault: Vault) =>
  planDeployment(observed, await wantFile(of, asked(observed, vault)));

describe('a front with keys', () => {
  test('is refused where one has no value, with what to do', () => {
    expect(() =>
      wantAccess(front('shop', 'reports'), nothing, { vault: vaultWith({ shop: value }), certificate: null }),
    ).toThrow(
      expect.objectContaining({
        code: 'UNKNOWN_SECRET',
        message: expect.stringContaining('reports has no value'),
        hint: expect.stringContaining('slipway secrets set reports'),
      }),
    );
  });

  test('is refused where no request could carry a value', () => {
    expect(() =>
      wantAccess(front('shop'), nothing, { vault: vaultWith({ shop: 'two words' }), certificate: null }),
    ).toThrow(expect.objectContaining({ code: 'BAD_FILE', message: expect.stringContaining('shop') }));
  });

  test.each([
    ['letmein', 'has 7 signs, and 28 of this kind are 128 bits'],
    ['a'.repeat(64), 'repeats a few signs'],
    ['0123456789012345678901234567890', 'has 31 signs, and 39 of this kind are 128 bits'],
    ['0123456789abcdef0123456789abcde', 'has 31 signs, and 32 of this kind are 128 bits'],
    ['correct horse battery'.replaceAll(' ', '-'), 'has 21 signs, and 22 of this kind are 128 bits'],
  ])('says with its plan that a value could be guessed: %s', (weak, why) => {
    expect(guessableKeys(front('shop'), nothing, vaultWith({ shop: weak }))).toEqual([
      `The value of the key shop ${why}: it could be guessed. Draw another: openssl rand -hex 32 | slipway secrets set shop`,
    ]);
  });

  test.each(['0123456789abcdef0123456789abcdef', 'Zk7-mQ2v_pR9xW4tL8bN3s'])('has keys of 128 bits: %s', (enough) => {
    expect(guessableKeys(front('shop'), nothing, vaultWith({ shop: enough }))).toEqual([]);
  });

  test('says nothing of a short one that lets in already, but of a new one', () => {
    const vault = vaultWith({ shop: 'of-before' });
    const caller = callerOf('shop', new Redacted(Buffer.from('of-before')));
    const there = { ...nothing, callers: caller ? [caller] : [] };
    expect(guessableKeys(front('shop'), there, vault)).toEqual([]);
    vault.set('shop', new Redacted(Buffer.from('of-today')));
    expect(guessableKeys(front('shop'), there, vault)).toHaveLength(1);
  });

  test('has one file for the same keys in any order, and another for another value; no name of it tells a value', () => {
    const vault = vaultWith({ shop: value, reports: reports });
    const { keys } = wantAccess(front('shop', 'reports', 'shop'), nothing, { vault: vault, certificate: null });
    expect(keys).toMatch(/^keys-[0-9a-f]{12}\.map$/);
    expect(wantAccess(front('reports', 'shop'), nothing, { vault: vault, certificate: null }).keys).toBe(keys);
    expect(wantAccess(front('shop'), nothing, { vault: vault, certificate: null }).keys).not.toBe(keys);
    vault.set('shop', new Redacted(Buffer.from('another-vN8wQ2xT5yR7uK4c')));
    expect(wantAccess(front('shop', 'reports'), nothing, { vault: vault, certificate: null }).keys).not.toBe(keys);
    // Another console names the same keys otherwise, since the name is made with its own key.
    const other = vaultWith({ shop: value, reports: reports });
    expect(wantAccess(front('shop', 'reports'), nothing, { vault: other, certificate: null }).keys).not.toBe(keys);
  });

  test('keeps the file that serves where a colleague has the same values', async () => {
    const observed = asking(vaultWith({ shop: value }), 'shop');
    expect((await stepsOf(keyed('shop'), observed, vaultWith({ shop: value }))).steps).toEqual([]);
  });
});

describe('live, without a new release,', () => {
  const kinds = (steps: readonly { do: string }[]) => steps.map((step) => step.do);

  test('keys are put in place before the switch, and old connections end before it is done', async () => {
    const { kind, steps } = await stepsOf(keyed('shop'), asking(vaultWith()), vaultWith({ shop: value }));
    expect(kind).toBe('front');
    expect(kinds(steps)).toEqual(['access', 'keep', 'switch', 'drain', 'note']);
    expect(steps[0]).toMatchObject({ target: 'shop' });
  });

  test('another value of a key is another front', async () => {
    const observed = asking(vaultWith({ shop: value }), 'shop');
    const { kind, steps } = await stepsOf(keyed('shop'), observed, vaultWith({ shop: 'a-newer-value-J3kW8zP5m' }));
    expect({ kind, kinds: kinds(steps) }).toEqual({
      kind: 'front',
      kinds: ['access', 'keep', 'switch', 'drain', 'note'],
    });
  });

  test('a key that is taken out is gone with the switch; without any there is nothing to put in place', async () => {
    const vault = vaultWith({ shop: value, reports: reports });
    const one = await stepsOf(keyed('shop'), asking(vault, 'shop', 'reports'), vault);
    expect(kinds(one.steps)).toEqual(['access', 'keep', 'switch', 'drain', 'note']);
    const none = await stepsOf(keyed(), asking(vault, 'shop', 'reports'), vault);
    expect(kinds(none.steps)).toEqual(['keep', 'switch', 'drain', 'note']);
  });
});

describe('a rollback', () => {
  const old = release(2, { image: 'sha256:i1', identity: 'other' });
  const back = (observed: Observed, vault: Vault, exact: boolean) => {
    // r2 served when front.keys named shop and reports.
    const before = { ...kept(old, keyed('shop', 'reports')), with: { ...old.with, front: front('shop', 'reports') } };
    const releases = new Map([...observed.releases, [2, before] as const]);
    return wantAct({ kind: 'rollback', service: 'digits', exact }, asked({ ...observed, releases }, vault));
  };

  test('keeps the keys that are asked for now, also at a console that knows no value', async () => {
    const observed = asking(vaultWith({ shop: value }), 'shop');
    const wanted = await back(observed, vaultWith(), false);
    expect(wanted.access).toEqual(observed.serving?.access);
    expect(wanted.frontHash).toBe(observed.serving?.frontHash);
  });

  test('that is exact asks for the names of then with the values of now', async () => {
    const observed = asking(vaultWith({ shop: value }), 'shop');
    const vault = vaultWith({ shop: value, reports: 'of-today-Vb5Xn8Ml2Qw7Rt' });
    const wanted = await back(observed, vault, true);
    expect(wanted.front.keys).toEqual(['shop', 'reports']);
    expect(wanted.access).toEqual(wantAccess(front('shop', 'reports'), observed, { vault: vault, certificate: null }));
  });

  test('that is exact takes what the host has of a key that this console does not know', async () => {
    const observed = asking(vaultWith({ shop: value, reports: reports }), 'shop', 'reports');
    expect((await back(observed, vaultWith(), true)).access).toEqual(observed.serving?.access);
  });

  test('that is exact is refused for a key that has no value any more: what was revoked does not come back', async () => {
    const observed = asking(vaultWith({ shop: value }), 'shop');
    await expect(back(observed, vaultWith({ shop: value }), true)).rejects.toMatchObject({
      code: 'UNKNOWN_SECRET',
      message: expect.stringContaining('reports'),
    });
  });
});

describe('opened to more callers,', () => {
  const network = { name: 'shop', alias: 'model' };
  const planned = async (observed: Observed, given: object, vault: Vault) => {
    const of = file({ front: given });
    const { callers } = of.front;
    const host = callers === 'machine' || callers === 'network' ? '127.0.0.1' : '0.0.0.0';
    const wanted = await wantFile(of, { ...asked(observed, vault), address: () => ({ host, port: 9000 }) });
    return planDeployment(observed, wanted).steps.map((step) =>
      `${step.do} ${step.do === 'call' ? step.target : ''}`.trim(),
    );
  };

  test('it is guarded before other machines and networks reach it, and called from there before anything old goes', async () => {
    const front = { callers: 'others', keys: ['shop'], networks: [network] };
    expect(await planned(asking(vaultWith()), front, vaultWith({ shop: value }))).toEqual([
      'access',
      'keep',
      'switch',
      'replace-gateway',
      'connect',
      'call shop',
      'call bridge',
      'drain',
      'note',
    ]);
  });

  test('also where its gateway was stopped', async () => {
    const observed = asking(vaultWith());
    const stopped = observed.gateway && { ...observed, gateway: { ...observed.gateway, running: false } };
    const steps = await planned(stopped ?? observed, { callers: 'others', keys: ['shop'] }, vaultWith({ shop: value }));
    expect(steps.slice(0, 5)).toEqual(['start-gateway', 'access', 'keep', 'switch', 'replace-gateway']);
  });

  test('what loses its keys is closed to other machines before it does', async () => {
    const vault = vaultWith({ shop: value });
    const wide = asking(vault, 'shop');
    const observed = { ...wide, gateway: wide.gateway && { ...wide.gateway, address: '0.0.0.0:9000' } };
    expect((await planned(observed, {}, vault)).slice(0, 3)).toEqual(['replace-gateway', 'keep', 'switch']);
  });

  test('what loses its keys leaves a network before it does, and joins another', async () => {
    const vault = vaultWith({ shop: value });
    const wide = asking(vault, 'shop');
    const { present } = wide;
    const observed = {
      ...wide,
      gateway: wide.gateway && { ...wide.gateway, networks: ['shop'] },
      present: present && { ...present, front: { ...present.front, networks: [network] } },
    };
    const other = { networks: [{ name: 'till' }] };
    expect((await planned(observed, other, vault)).slice(0, 4)).toEqual(['connect', 'keep', 'disconnect', 'switch']);
    // With its keys it is left last, so that it can be taken back until then.
    const kept = await planned(observed, { ...other, keys: ['shop'] }, vault);
    expect(kept.indexOf('disconnect')).toBeGreaterThan(kept.indexOf('switch'));
  });

  test('a new release at the same front is not called again', async () => {
    const vault = vaultWith({ shop: value });
    const kinds = await planned(asking(vault, 'shop'), { keys: ['shop'] }, vault);
    expect(kinds).toEqual([]);
  });
});

test('retiring leaves no key on the host', () => {
  const observed = asking(vaultWith({ shop: value }), 'shop');
  expect(wantRetirement(asked(observed, vaultWith())).access).toEqual(noAccess);
});
