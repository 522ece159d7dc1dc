import { expect, test } from 'vitest';
import { callOf, phaseOf } from '#support/calls';

const commands = new Map([
  ['e1', ['sh', '/slipway/state/switch.sh', 'switch', '7', 'abc']],
  ['e2', ['sh', '/slipway/state/switch.sh', 'show']],
  ['e3', ['nc', '127.0.0.1', '8405']],
]);
const whatOf = (method: string, url: string) =>
  callOf({ method, url, nameOf: (id) => `name-of-${id}`, commandOf: (id) => commands.get(id) ?? [] }).what;

test.each([
  ['POST', '/v1.41/containers/create?name=slipway-x-r2-1', 'create slipway-x-r2-1'],
  ['POST', '/v1.41/containers/c1/start?', 'start name-of-c1'],
  ['DELETE', '/v1.41/containers/c1?force=true', 'remove name-of-c1'],
  ['POST', '/v1.45/exec/e1/start', 'switch 7 abc'],
  ['POST', '/v1.41/networks/n1/connect', 'post networks/n1/connect'],
  ['POST', '/v1.41/something/new', 'post something/new'],
])('%s %s changes something: %s', (method, url, what) => {
  expect(whatOf(method, url)).toBe(what);
});

test.each([
  ['GET', '/v1.41/containers/json?all=true'],
  ['POST', '/v1.41/containers/c1/exec'],
  ['POST', '/v1.41/containers/c1/attach?stream=1'],
  ['POST', '/v1.41/containers/c1/wait'],
  ['POST', '/v1.41/exec/e2/start'],
  ['POST', '/v1.41/exec/e3/start'],
])('%s %s only looks', (method, url) => {
  expect(whatOf(method, url)).toBeNull();
});

test.each([
  ['create slipway-lock-x', 'lock'],
  ['remove slipway-lock-x', 'unlock'],
  ['post images/x/tag', 'prepare'],
  ['create slipway-x-gateway', 'prepare'],
  ['create slipway-x-r12-3', 'create'],
  ['start slipway-x-r12-3', 'start'],
  ['keep 3 releases/r3.json', 'keep'],
  ['switch 3 abc', 'switch'],
  ['rename slipway-x-r1-1', 'remove'],
  ['stop slipway-x-r1-1', 'stop'],
  ['remove slipway-x-r1-1', 'remove'],
  ['append 4 deployments.jsonl', 'note'],
])('%s belongs to %s', (what, phase) => {
  expect(phaseOf(what)).toBe(phase);
});
