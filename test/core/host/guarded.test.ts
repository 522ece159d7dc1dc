import { expect, test, vi } from 'vitest';
import type { Host, SafeMode } from '#contract/host';
import type { Problem } from '#contract/problem';
import type { Engine } from '#core/docker/types';
import { openHosts } from '#core/host/hosts';
import { changing, onlyLooking } from '#core/host/only-looking';
import { permit } from '#core/host/permit';
import { isLess, readSafety, tellingTwins } from '#core/host/safety';
import { scratchStore } from '../store/scratch.ts';

const act = 'The deploy of digits';
const refusal = (mode: SafeMode, agreed?: string): Problem | null => {
  try {
    permit({ name: 'prod', mode }, act, agreed);
    return null;
  } catch (error) {
    return error as Problem;
  }
};

test('a silent host asks nothing, one that confirms or wants its name is agreed to by its name and no other', () => {
  expect(refusal('silent')).toBeNull();
  for (const how of ['confirm', 'type-name'] as const) {
    expect(refusal(how)).toMatchObject({
      code: 'CONFIRMATION_NEEDED',
      message: expect.stringContaining(`${act} changes the host prod`),
      hint: expect.stringContaining('--yes'),
      asks: { what: 'agreement', host: 'prod', how, act },
    });
    expect(refusal(how, 'lab')?.code).toBe('CONFIRMATION_NEEDED');
    expect(refusal(how, 'prod')).toBeNull();
  }
});

test('a read-only host refuses whoever agrees, and says what, where and what to do', () => {
  expect(refusal('read-only', 'prod')).toMatchObject({
    code: 'READ_ONLY',
    message: 'The deploy of digits is refused: the host prod is read-only in this console',
    hint: expect.stringMatching(/Nothing was changed.*slipway hosts mode prod confirm/),
  });
});

test('on a read-only host every verb that changes something is refused before anything is sent, and looking goes on', async () => {
  const sent: string[] = [];
  const engine = new Proxy({} as Engine, {
    ownKeys: () => [...changing, 'info', 'exec', 'inspectContainer'],
    getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
    get: (_, verb) => async () => void sent.push(String(verb)),
  });
  const guarded = onlyLooking(engine, 'prod') as unknown as Record<string, () => Promise<unknown>>;
  expect(changing.length).toBeGreaterThan(15);
  for (const verb of changing) {
    await expect(guarded[verb]?.(), verb).rejects.toMatchObject({
      code: 'READ_ONLY',
      message: expect.stringMatching(/^To .* is refused: the host prod is read-only/),
    });
  }
  await guarded.info?.();
  await guarded.exec?.();
  expect(sent).toEqual(['info', 'exec']);
});

test('how a host is guarded is kept with the data folder, goes with the host, and what cannot be read guards the most', () => {
  const store = scratchStore();
  store.hosts.add({ name: 'prod', url: 'unix:///nowhere.sock' });
  const hosts = openHosts(store, {});
  expect(hosts.safety('prod')).toEqual({ mode: 'silent', production: false });
  expect(hosts.guard({ name: 'prod', mode: 'confirm' })).toEqual({ name: 'prod', mode: 'confirm', production: false });
  hosts.guard({ name: 'prod', production: true });
  hosts.guard({ name: 'local', mode: 'type-name' });
  expect(openHosts(store, {}).safety('prod')).toEqual({ mode: 'confirm', production: true });
  expect(hosts.safety('local').mode).toBe('type-name');
  hosts.remove('prod');
  store.hosts.add({ name: 'prod', url: 'unix:///elsewhere.sock' });
  expect(hosts.safety('prod').mode).toBe('silent');
  expect(() => hosts.guard({ name: 'nosuch', mode: 'confirm' })).toThrow(
    expect.objectContaining({ code: 'UNKNOWN_HOST' }),
  );
  expect(readSafety('{"mode":"two-people","production":false}')).toEqual({ mode: 'read-only', production: true });
  expect(readSafety('not json').mode).toBe('read-only');
});

test('to guard a host more asks nothing; to guard it less wants an agreement, of a read-only one its name', () => {
  const hosts = openHosts(scratchStore(), {});
  const guard = (mode: SafeMode, agreed?: string) =>
    hosts.guard({ name: 'local', mode, ...(agreed ? { agreed } : {}) });
  const asks = vi.fn();
  guard('confirm');
  try {
    guard('silent');
  } catch (error) {
    asks((error as Problem).asks);
  }
  guard('read-only');
  try {
    guard('confirm');
  } catch (error) {
    asks((error as Problem).asks);
  }
  expect(asks.mock.calls.map(([it]) => it)).toMatchObject([{ how: 'confirm' }, { how: 'type-name' }]);
  expect(hosts.safety('local').mode).toBe('read-only');
  guard('silent', 'local');
  expect(hosts.safety('local').mode).toBe('silent');
  expect([isLess('silent', 'confirm'), isLess('read-only', 'type-name'), isLess('confirm', 'confirm')]).toEqual([
    true,
    false,
    false,
  ]);
});

test('another name of the same engine that is guarded less is told of, and two machines are two', () => {
  const host = (name: string, id: string, mode: SafeMode, warnings?: string[]) =>
    ({ name, mode, engine: { id }, ...(warnings ? { warnings } : {}) }) as unknown as Host;
  const away = { name: 'away', mode: 'silent', engine: null } as unknown as Host;
  const hosts = [host('prod', 'a', 'type-name'), host('second', 'a', 'silent', ['before']), host('lab', 'b', 'silent')];
  expect(tellingTwins([...hosts, away]).map(({ warnings }) => warnings)).toEqual([
    undefined,
    ['before', 'the same engine as prod, which is guarded more (type-name)'],
    undefined,
    undefined,
  ]);
});
