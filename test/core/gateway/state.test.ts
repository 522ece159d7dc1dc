import { expect, test } from 'vitest';
import { renderConfig } from '#core/gateway/config';
import { lookOf } from '#core/gateway/look';
import { initialState, stateOf } from '#core/gateway/state';
import { input } from './inputs.ts';

const files = (content: Record<string, string>) =>
  new Map(Object.entries(content).map(([name, text]) => [`state/${name}`, Buffer.from(text)]));

test('a new volume gets epoch 0, nothing that serves, and the script', () => {
  const entries = initialState('digits', null);
  const state = stateOf(new Map(entries.map(({ path, content }) => [path, content])));
  expect(state).toMatchObject({ epoch: 0, serving: { service: 'digits', epoch: 0, release: null, replicas: [] } });
  expect(entries[0]).toMatchObject({ path: 'state', directory: true });
  expect(entries.find(({ path }) => path === 'state/switch.sh')?.content.toString()).toContain('#!/bin/sh');
});

test('a volume that holds a configuration keeps it and gets the present script alone', () => {
  const kept = files({ 'haproxy.cfg': renderConfig(input()), epoch: '3\n' });
  expect(initialState('digits', kept).map(({ path }) => path)).toEqual(['state/switch.sh']);
});

test('what is kept is read back; a line or a file that a full disk cut is left out', () => {
  const state = stateOf(
    files({
      'haproxy.cfg': renderConfig(input()),
      epoch: '3\n',
      'releases/r1.json': '{"number":1}',
      'releases/r12.json': '{"number":12}',
      'releases/r2.json.new': '{}',
      'releases/rx.json': '{}',
      'deployments.jsonl': '{"id":"a"}\n{"id":"b\n{"id":"c"}\n',
    }),
  );
  expect(state.serving?.epoch).toBe(3);
  expect([...state.releases.keys()]).toEqual([1, 12]);
  expect(state.deployments).toEqual([{ id: 'a' }, { id: 'c' }]);
});

test('a folder with nothing of ours serves nothing', () => {
  expect(stateOf(files({ 'haproxy.cfg': 'global\n' }))).toMatchObject({ epoch: 0, serving: null, deployments: [] });
});

const stat = [
  '# pxname,svname,qcur,scur,status,weight,eresp,hrsp_1xx,hrsp_2xx,hrsp_3xx,hrsp_4xx,hrsp_5xx,hrsp_other,addr,',
  'public,FRONTEND,,1,OPEN,,,0,9,0,0,0,0,,',
  'models,r1.a,2,3,UP,100,1,0,10,0,2,4,0,172.20.0.3:8000,',
  'models,r1.b,0,0,DOWN,100,0,0,0,0,0,0,0,,',
  'models,r2.c,0,0,DRAIN,100,0,0,0,0,0,0,0,,',
  'models,r2.d,0,0,UP 1/2,0,0,0,0,0,0,0,0,,',
  'models,r2.e,0,0,MAINT (resolution),100,0,0,0,0,0,0,0,,',
  'models,BACKEND,2,3,UP,200,1,0,10,0,2,4,0,,',
  '',
].join('\n');

test('what runs is read from one look', () => {
  const info = 'Name: HAProxy\ndescription: slipway epoch=7 hash=0123456789abcdef\nStart_time_sec: 1795365692\n';
  const look = lookOf(
    `epoch 8\nworkers 2\n--- info\n${info}--- servers\n1\n--- stat\n${stat}--- counters\n5 r1.a 30 2\n6 r1.a\n`,
  );
  expect(look).toMatchObject({
    epoch: 8,
    workers: 2,
    running: { epoch: 7, hash: '0123456789abcdef', since: 1795365692 },
    carried: [{ epoch: 5, server: 'r1.a', requests: 30, errors: 2 }],
  });
  expect(look.counters[0]).toEqual({ server: 'r1.a', requests: 17, errors: 5 });
  expect(look.servers.map(({ replica, release, up, draining }) => [replica, release, up, draining])).toEqual([
    ['a', 1, true, false],
    ['b', 1, false, false],
    ['c', 2, true, true],
    ['d', 2, true, true],
    ['e', 2, false, false],
  ]);
  expect(look.servers[0]).toMatchObject({ address: '172.20.0.3:8000', current: 3, queued: 2 });
});

test('a gateway that does not answer is looked at without harm', () => {
  const look = lookOf('epoch 8\nworkers 1\n--- info\n--- servers\n--- stat\n--- counters\n');
  expect(look).toEqual({ epoch: 8, workers: 1, running: null, servers: [], counters: [], carried: [] });
});
