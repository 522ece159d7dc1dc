import { describe, expect, test } from 'vitest';
import { acceptFinding, answerQuestion, type SayingDeps, saidOf, withdrawAcceptance } from '#core/checklist/say';
import { openHosts } from '#core/host/hosts';
import { keyFile } from '#core/secrets/key-file';
import { Redacted } from '#core/secrets/redacted';
import { openVault } from '#core/secrets/vault';
import { beginning, deployed, scratchStore } from '../store/scratch.ts';

const ada = { operator: 'ada@desk', console: 'test' };
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const endOf = (day: string) => `${day}T23:59:59.999Z`;
const soon = inDays(30);

function console(secret?: string) {
  const store = scratchStore();
  const vault = openVault(store.secrets, keyFile(`${store.file}.key`));
  if (secret) vault.set('token', new Redacted(Buffer.from(secret)));
  const deps: SayingDeps = { store, vault, hosts: openHosts(store, {}) };
  return {
    store,
    accept: (given: object = {}) =>
      acceptFinding(deps, { service: 'digits', id: 'EVO-02', reason: 'until May', until: soon, ...given }, ada),
    withdraw: (given: object = {}) => withdrawAcceptance(deps, { service: 'digits', id: 'EVO-02', ...given }, ada),
    answer: (given: object = {}) =>
      answerQuestion(deps, { service: 'digits', id: 'INT-17', text: 'a deployer of no high risk', ...given }, ada),
    said: (service = 'digits') => saidOf(deps, { service }),
  };
}
const refused = (words: RegExp, code = 'BAD_COMMAND') =>
  expect.objectContaining({ code, message: expect.stringMatching(words), hint: expect.stringMatching(/\w/) });

describe('what is accepted', () => {
  test('says of which service, why, who, since when and until when, also before there is one', () => {
    const { accept, said } = console();
    const record = accept();
    expect(record).toEqual({
      service: 'digits',
      host: 'local',
      id: 'EVO-02',
      reason: 'until May',
      by: 'ada@desk',
      at: expect.any(String),
      until: endOf(soon),
      withdrawn: null,
    });
    expect(said()).toEqual({ accepted: [record], answers: [] });
    expect(said('others').accepted).toEqual([]);
  });

  test('is taken back by its id, once, and stays on record', () => {
    const { accept, withdraw, said } = console();
    accept({ reason: 'first' });
    accept({ reason: 'then' });
    expect(withdraw()).toEqual({ withdrawn: 'EVO-02' });
    expect(said().accepted.map(({ reason, withdrawn }) => [reason, withdrawn?.by ?? null])).toEqual([
      ['then', 'ada@desk'],
      ['first', null],
    ]);
    expect(withdraw).toThrow(refused(/Nothing is accepted as EVO-02 of digits on local/));
  });

  test('can be taken back by the stop’s name or by its check', () => {
    const { accept, withdraw } = console();
    accept({ id: 'no-way-back' });
    expect(withdraw({ id: 'VER-10' })).toEqual({ withdrawn: 'no-way-back' });
  });

  test.each<[string, object, RegExp, string?]>([
    ['an id that is none', { id: 'EVO-2' }, /no check or stop "EVO-2"/],
    ['what can never be', { id: 'privileged' }, /never be accepted: the model would own the host/],
    ['without a reason', { reason: ' ' }, /reason for EVO-02 is empty/],
    ['until a day that is over', { until: '2020-01-31' }, /over already/],
    ['for longer than a year', { until: inDays(400) }, /more than a year/],
    ['of a name that no service has', { service: 'Digits!' }, /no name of a service/],
    ['on a host that nobody knows', { host: 'moon' }, /no host moon/, 'UNKNOWN_HOST'],
    ['with a secret in its reason', { reason: 'hunter-two-42 was lost' }, /holds the value of a secret/],
  ])('%s is refused, and leaves no record', (_what, given, words, code) => {
    const { accept, said } = console('hunter-two-42');
    expect(() => accept(given)).toThrow(refused(words, code));
    expect(said().accepted).toEqual([]);
  });
});

describe('what is answered', () => {
  test.each([
    ['trial', 365],
    ['internal', 180],
    ['production', 90],
  ])('holds in %s for %i days where nobody says otherwise', (stage, days) => {
    const { answer, store } = console();
    deployed(store, { file: { policy: { stage } } });
    expect(answer()).toMatchObject({ text: 'a deployer of no high risk', by: 'ada@desk', until: endOf(inDays(days)) });
    expect(answer({ until: soon })).toMatchObject({ until: endOf(soon) });
  });

  test('holds as long as the stage wants that a draft is to bring', () => {
    const { answer, store } = console();
    store.drafts.save({ id: 'd', of: 'new', host: 'edge', text: 'service: digits\nstage: production\n' });
    expect(answer()).toMatchObject({ host: 'edge', until: endOf(inDays(90)) });
  });

  test('holds as long as the stage wants that a stopped deployment was to bring', () => {
    const { answer, store } = console();
    const { id } = store.deployments.begin(beginning({ to: null, file: { service: 'digits', stage: 'internal' } }));
    store.deployments.finish(id, { state: 'stopped', reason: 'EVO-02 keeps it out' });
    expect(answer()).toMatchObject({ until: endOf(inDays(180)) });
  });

  test.each<[string, object, RegExp]>([
    ['a check that asks nothing', { id: 'SEC-02' }, /SEC-02 asks nothing/],
    ['a stop', { id: 'privileged' }, /privileged asks nothing/],
    ['an id that is none', { id: 'INT-71' }, /no check or stop/],
    ['nothing', { text: '\n' }, /answer to INT-17 is empty/],
    ['a book', { text: 'x'.repeat(2_001) }, /2001 characters/],
    ['a secret', { text: 'ask with hunter-two-42' }, /holds the value of a secret/],
  ])('%s is refused', (_what, given, words) => {
    expect(() => console('hunter-two-42').answer(given)).toThrow(refused(words));
  });
});

describe('the host that is meant', () => {
  test('is the only one of which the record knows the service', () => {
    const { accept, store } = console();
    deployed(store, { host: 'edge' });
    expect(accept()).toMatchObject({ host: 'edge' });
  });

  test('is asked for where the record knows it on more than one', () => {
    const { accept, store } = console();
    for (const host of ['edge', 'local']) deployed(store, { host });
    expect(accept).toThrow(refused(/more than one host/));
    expect(accept({ host: 'local' })).toMatchObject({ host: 'local' });
  });

  test('is not one from which it was retired', () => {
    const { accept, store } = console();
    deployed(store, { host: 'edge' });
    deployed(store, { host: 'local' });
    const { id } = store.deployments.begin(beginning({ host: 'edge', kind: 'retire', to: null }));
    store.deployments.finish(id, { state: 'succeeded', reason: null });
    expect(accept()).toMatchObject({ host: 'local' });
  });
});
