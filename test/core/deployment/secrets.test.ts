import { describe, expect, test } from 'vitest';
import type { Observed } from '#core/deployment/observed';
import { planDeployment, planRetirement } from '#core/deployment/plan';
import { replicaOptions } from '#core/deployment/replica';
import {
  refuseMissing,
  refuseVisible,
  returningSecrets,
  stayingSecrets,
  visibleSecrets,
  withSecrets,
} from '#core/deployment/secrets';
import type { Wanted } from '#core/deployment/wanted';
import { keyFile } from '#core/secrets/key-file';
import { Redacted } from '#core/secrets/redacted';
import { openVault, type Vault } from '#core/secrets/vault';
import { runOf } from '#core/service/split';
import { scratchStore } from '../store/scratch.ts';
import { file, kept, nothing, release, serving, wanted } from './samples.ts';

const value = 'Zk7-mQ2v-pR9xW4tL8bN3sD6';
const ofFile = [{ name: 'token', file: '/run/secrets/token' }];
const written = (secrets: object[] = ofFile, given: object = {}) =>
  file({ model: { image: 'digits:1.0.0', secrets }, ...given });

function vault(...names: string[]): Vault {
  const store = scratchStore();
  const made = openVault(store.secrets, keyFile(`${store.file}.key`));
  for (const name of names) made.set(name, new Redacted(Buffer.from(`${value} of ${name}`)));
  return made;
}

const of = (number: number, secrets: object[] = ofFile, volume?: string) =>
  release(number, {
    run: runOf(written(secrets)),
    ...(volume ? { secretVolumes: [{ name: volume, folder: '/run/secrets' }] } : {}),
  });
const asked = (given: Partial<Wanted> = {}, secrets: object[] = ofFile): Wanted =>
  wanted(2, { release: of(2, secrets), ...given });
/** A host where r1 serves with its volume; `there` is false where somebody removed that. */
const running = (there = true): Observed =>
  serving({ releases: new Map([[1, kept(of(1, ofFile, 'v1'))]]), secretVolumes: there ? ['v1'] : [] });
const volumesOf = ({ wanted: { release: it } }: { wanted: Wanted }) => (it.secretVolumes ?? []).map(({ name }) => name);

describe('a new release', () => {
  test('gets the present values in a volume for each folder, filled before its replicas are created', () => {
    const several = [...ofFile, { name: 'cert', file: '/srv/tls/cert' }, { name: 'db', env: 'DB' }];
    const chosen = withSecrets(asked({}, several), nothing, vault('token', 'cert', 'db'));
    expect(chosen.missing).toEqual([]);
    expect(chosen.wanted.secrets).toMatchObject([
      { folder: '/run/secrets', files: [{ name: 'token', path: 'token' }] },
      { folder: '/srv/tls', files: [{ name: 'cert', path: 'cert' }] },
    ]);
    for (const name of volumesOf(chosen)) expect(name).toMatch(/^slipway-digits-secrets-[0-9a-f]{12}$/);
    const steps = planDeployment(nothing, chosen.wanted).steps.map(({ do: doing }) => doing);
    expect(steps.filter((it) => ['pin', 'secrets', 'create'].includes(it)).join(' ')).toBe(
      'pin secrets secrets create create',
    );
  });

  test('mounts them read-only, and says the names, never the values, on its containers', () => {
    const chosen = withSecrets(asked(), nothing, vault('token'));
    const options = replicaOptions({ service: 'digits', name: 'digits-r2-1', deployment: 'D' }, chosen.wanted.release);
    expect(options.HostConfig?.Mounts).toEqual([
      { Type: 'volume', Source: volumesOf(chosen)[0], Target: '/run/secrets', ReadOnly: true },
    ]);
    expect(options.Labels).toMatchObject({ 'io.slipway.secrets': 'token' });
  });

  test('carries no value into what is recorded', () => {
    const chosen = withSecrets(asked({}, [...ofFile, { name: 'db', env: 'DB' }]), nothing, vault('token', 'db'));
    const text = JSON.stringify(chosen);
    expect(JSON.parse(text)).toEqual(chosen);
    for (const form of [value, Buffer.from(value).toString('base64').slice(0, 30)]) expect(text).not.toContain(form);
  });

  test('gets the same volume for the same values and owner, and another for others', () => {
    const secrets = vault('token');
    const name = (given: Partial<Wanted> = {}) => volumesOf(withSecrets(asked(given), nothing, secrets))[0];
    const before = name();
    expect(name()).toBe(before);
    const asUser = (user: string) => ({ release: { ...of(2), run: runOf(written(ofFile, { security: { user } })) } });
    expect(new Set([before, name(asUser('1000')), name(asUser('1001')), name(asUser('model'))]).size).toBe(4);
    expect(name({ service: 'prices' })).not.toContain(before?.slice(-12));
    secrets.set('token', new Redacted(Buffer.from('another')));
    expect(name()).not.toBe(before);
  });

  test('is refused without a value, with what to do, only when a replica would be created', () => {
    const chosen = withSecrets(asked({}, [...ofFile, { name: 'db', env: 'DB' }]), nothing, vault());
    expect(chosen.missing).toEqual(['token', 'db']);
    expect(() => refuseMissing(chosen)).toThrow(
      expect.objectContaining({
        code: 'UNKNOWN_SECRET',
        message: expect.stringContaining('token, db'),
        hint: expect.stringContaining('slipway secrets set token'),
      }),
    );
  });

  test('shares the volume of a kept release that has the same, and does not fill it again', () => {
    const secrets = vault('token');
    const [name = ''] = volumesOf(withSecrets(asked(), nothing, secrets));
    const there = serving({ releases: new Map([[1, kept(of(1, ofFile, name))]]), secretVolumes: [name] });
    const chosen = withSecrets(asked(), there, secrets);
    expect(volumesOf(chosen)).toEqual([name]);
    expect(chosen.wanted.secrets).toEqual([]);
    const gone = withSecrets(asked(), { ...there, secretVolumes: [] }, secrets);
    expect(gone.wanted.secrets.map((filling) => filling.name)).toEqual([name]);
  });
});

describe('a release that returns or is scaled', () => {
  const back = (given: Partial<Wanted> = {}) =>
    wanted(1, { kind: 'rollback', release: of(1, ofFile, 'v1'), isNew: false, ...given });

  test.each([
    ['knows', ['token']],
    ['does not know', []],
  ])('has the volume that it ran with, where the console %s the value', (_, names) => {
    const chosen = withSecrets(back(), running(), vault(...names));
    expect(chosen).toMatchObject({ missing: [], wanted: { secrets: [] } });
    expect(volumesOf(chosen)).toEqual(['v1']);
    expect(returningSecrets(chosen.wanted)).toEqual([
      expect.stringContaining('r1 returns with the secrets that it had'),
    ]);
  });

  test('gets the present values where its volume is gone', () => {
    const chosen = withSecrets(back(), running(false), vault('token'));
    expect(volumesOf(chosen)).not.toEqual(['v1']);
    expect(chosen.wanted.secrets).toHaveLength(1);
    expect(returningSecrets(chosen.wanted)).toEqual([]);
    expect(withSecrets(back(), running(false), vault()).missing).toEqual(['token']);
  });

  test('restarted gets the present values, or what it has where the console does not know them', () => {
    expect(volumesOf(withSecrets(back({ fresh: true }), running(), vault('token')))).not.toEqual(['v1']);
    expect(volumesOf(withSecrets(back({ fresh: true }), running(), vault()))).toEqual(['v1']);
  });

  test('needs the value of what it gets in its environment', () => {
    const secrets = [...ofFile, { name: 'db', env: 'DB' }];
    expect(withSecrets(back({ release: of(1, secrets, 'v1') }), running(), vault('token')).missing).toEqual(['db']);
  });
});

test('retiring removes every volume of secrets, after the replicas', () => {
  const steps = planRetirement(running()).steps.map(({ do: doing, target }) => `${doing} ${target}`);
  expect(steps.indexOf('remove-secrets v1')).toBeGreaterThan(steps.indexOf('remove slipway-digits-r1-2'));
});

test('what goes into the environment is said', () => {
  expect(visibleSecrets(runOf(written([{ name: 'db', env: 'DB' }, ...ofFile])))).toEqual([
    expect.stringMatching(/^db is given in the environment \(DB\)/),
  ]);
});

const holding = (name: string, secret: string): Vault => {
  const made = vault();
  made.set(name, new Redacted(Buffer.from(secret)));
  return made;
};

test.each([
  ['hunter2', { env: { TOKEN: 'hunter2' } }, 'model.env.TOKEN'],
  ['x', { env: { FLAG: 'x' } }, 'model.env.FLAG'],
  ['pass-word', { env: { URL: 'postgres://ada:pass-word@db' } }, 'model.env.URL'],
  ['hunter2', { args: ['--token', 'hunter2'] }, 'model.args'],
  ['pass-word', { command: ['serve', '--key=pass-word'] }, 'model.command'],
])('the short value %j is a stop in %j', (secret, model, place) => {
  const leaking = file({ model: { image: 'digits:1.0.0', ...model } });
  expect(() => refuseVisible(leaking, holding('token', secret))).toThrow(
    expect.objectContaining({
      code: 'STOPPED',
      message: `The value of a secret stands in the service file, in ${place}`,
    }),
  );
});

test.each([
  ['1', { env: { WORKERS: '1' } }],
  ['true', { env: { VERBOSE: 'true' } }],
  ['hunter2', { env: { NOTE: 'hunter22' } }],
  ['digits', { env: { NAME: 'other' } }],
])('the value %j is none in %j', (secret, model) => {
  const plain = file({ model: { image: 'digits:1.0.0', ...model } });
  expect(() => refuseVisible(plain, holding('token', secret))).not.toThrow();
});

test('a restart on a console without the value says that the one before stays', () => {
  const again = asked({ fresh: true, isNew: false, release: of(1, ofFile, 'v1') });
  const stays = withSecrets(again, running(), vault());
  expect([stays.missing, volumesOf(stays)]).toEqual([[], ['v1']]);
  expect(stayingSecrets(stays.wanted, vault())).toEqual([
    'This console does not know token, so the replicas keep the secrets that they ran with. To bring others: slipway secrets set token, then restart again.',
  ]);
  const anew = withSecrets(again, running(), vault('token'));
  expect(stayingSecrets(anew.wanted, vault('token'))).toEqual([]);
  expect(stayingSecrets({ ...stays.wanted, fresh: false }, vault())).toEqual([]);
});

test('a value in the file itself is a stop', () => {
  const leaking = file({ model: { image: 'digits:1.0.0', env: { TOKEN: `${value} of token` } } });
  expect(() => refuseVisible(leaking, vault('token'))).toThrow(
    expect.objectContaining({ code: 'STOPPED', stop: 'secret-visible' }),
  );
  expect(() => refuseVisible(leaking, vault('other'))).not.toThrow();
});
