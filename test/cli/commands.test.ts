import { Problem } from '#contract/problem';
import { everyRow, type Row } from './rows.ts';
import * as sample from './samples.ts';

const { host, hostDown, serving, unknownService, answer, golden, inspection } = sample;
const unreachable = new Problem('HOST_UNREACHABLE', 'No answer from local.', { hint: 'Start the engine.' });

const rows: Record<string, Row> = {
  'hosts lists them': {
    line: 'hosts',
    replies: { hosts: { list: async () => ({ hosts: [host, hostDown] }), found: async () => ({ engines: [] }) } },
    exit: 0,
    text: [
      /^HOST +STATE +URL/m,
      /^local +connected +unix.* +20\.10\.24 amd64 +1 +7$/m,
      /^edge +unreachable.*\n {2}no such socket$/m,
    ],
    json: { hosts: [host, hostDown] },
  },
  'hosts list is the same': {
    line: 'hosts list',
    replies: { hosts: { list: async () => ({ hosts: [] }), found: async () => ({ engines: [] }) } },
    exit: 0,
    text: ['No hosts'],
    json: { hosts: [] },
  },
  'hosts add shows what was added': {
    line: 'hosts add local unix:///var/run/docker.sock',
    replies: { hosts: { add: async (input) => ({ ...host, ...input }) } },
    exit: 0,
    text: [/^local +connected/m],
    json: { hosts: [host] },
  },
  'hosts remove forgets': {
    line: 'hosts remove edge --yes',
    replies: { hosts: { remove: async ({ name }) => ({ removed: name }), list: async () => ({ hosts: [host] }) } },
    exit: 0,
    text: ['Forgot the host edge'],
    json: { removed: 'edge', hosts: [host] },
  },
  'hosts remove wants a yes': {
    line: 'hosts remove edge',
    replies: {},
    exit: 2,
    text: ['Nothing was changed', '--yes'],
    json: { error: { code: 'CONFIRMATION_NEEDED' } },
  },
  'hosts check of one that answers': {
    line: 'hosts check local',
    replies: { hosts: { check: async () => host } },
    exit: 0,
    text: [/^local +connected/m],
    json: { hosts: [host] },
  },
  'hosts check of one that does not': {
    line: 'hosts check edge',
    replies: { hosts: { check: async () => hostDown } },
    exit: 4,
    text: ['edge cannot be reached: no such socket', 'slipway doctor'],
    json: { hosts: [hostDown], error: { code: 'HOST_UNREACHABLE' } },
  },
  'inspect says what and why': {
    line: 'inspect acme/digits:1.1.0',
    replies: { model: { inspect: async () => inspection } },
    exit: 0,
    text: [/^protocol +oip-v2 \(certain\)$/m, /^user +root$/m, '  /v2 answers with server metadata'],
    json: inspection,
  },
  'inspect of what is not there': {
    line: 'inspect nope',
    replies: {
      model: {
        inspect: () => Promise.reject(new Problem('UNKNOWN_CONTAINER', 'No "nope" here.', { hint: 'docker ps' })),
      },
    },
    exit: 2,
    text: ['No "nope" here.', '  docker ps'],
    json: { error: { code: 'UNKNOWN_CONTAINER', message: 'No "nope" here.', hint: 'docker ps' } },
  },
  'status of all': {
    line: 'status',
    replies: { service: { status: async () => ({ services: [serving, unknownService] }) } },
    exit: 0,
    text: [
      /^SERVICE +HOST +ADDRESS +STATE +RELEASE +REPLICAS$/m,
      /^digits +local +127\.0\.0\.1:9000 +serving +1\.1\.0 \(r2\) +1\/1$/m,
      /^digits +edge .* unknown/m,
    ],
    json: { services: [serving, unknownService] },
  },
  'status of one shows replicas and traffic': {
    line: 'status digits',
    replies: { service: { status: async () => ({ services: [serving] }) } },
    exit: 0,
    text: [/^digits-r2-1 +ready +r2 +yes$/m, /^r2 +1200 +0 +1\.2 ms +2 ms +4\.5 ms +1\.5 s$/m],
    json: { services: [serving] },
  },
  'status of none': {
    line: 'status',
    replies: { service: { status: async () => ({ services: [] }) } },
    exit: 0,
    text: ['No services yet'],
    json: { services: [] },
  },
  'status of an unknown service': {
    line: 'status nope',
    replies: { service: { status: async () => ({ services: [] }) } },
    exit: 2,
    text: ['There is no service "nope"'],
    json: { error: { code: 'UNKNOWN_SERVICE' } },
  },
  'status of one whose host is down': {
    line: 'status digits',
    replies: { service: { status: async () => ({ services: [unknownService] }) } },
    exit: 4,
    text: [/^digits +edge .* unknown/m, 'The host edge of digits cannot be reached'],
    json: { services: [unknownService], error: { code: 'HOST_UNREACHABLE' } },
  },
  'status of a host that is down': {
    line: 'status --host edge',
    replies: {
      hosts: { check: async () => hostDown },
      service: { status: async () => ({ services: [serving, unknownService] }) },
    },
    exit: 4,
    text: ['The host edge cannot be reached'],
    json: { services: [unknownService], error: { code: 'HOST_UNREACHABLE' } },
  },
  'status of a host that answers': {
    line: 'status --host local',
    replies: {
      hosts: { check: async () => host },
      service: { status: async () => ({ services: [serving, unknownService] }) },
    },
    exit: 0,
    text: [/^digits +local/m],
    json: { services: [serving] },
  },
  'status when the core cannot reach a host at all': {
    line: 'status',
    replies: { service: { status: () => Promise.reject(unreachable) } },
    exit: 4,
    text: ['No answer from local.', '  Start the engine.'],
    json: { error: { code: 'HOST_UNREACHABLE' } },
  },
  'ask prints the answer': {
    line: 'ask digits',
    replies: { model: { ask: async () => answer } },
    exit: 0,
    text: ['200 in 3.2 ms', '"outputs"'],
    json: answer,
  },
  'ask of a model that answers with an error is still an answer': {
    line: 'ask digits',
    replies: { model: { ask: async () => ({ ...answer, status: 400, body: 'bad tensor' }) } },
    exit: 0,
    text: ['400 in 3.2 ms\nbad tensor\n'],
    json: { ...answer, status: 400, body: 'bad tensor' },
  },
  'ask --golden, all right': {
    line: 'ask digits --golden',
    replies: {
      model: { ask: async () => ({ ...answer, golden: [golden, { ...golden, name: 'made', generated: true }] }) },
    },
    exit: 0,
    text: [/^a seven +right +200 +3 ms$/m, /^made +answers .* whether rightly is unknown$/m],
    json: { status: 200, golden: [golden, { ...golden, name: 'made', generated: true }] },
  },
  'ask --golden, one wrong': {
    line: 'ask digits --golden',
    replies: {
      model: { ask: async () => ({ ...answer, golden: [{ ...golden, ok: false, wrong: ['expected 7, got 1'] }] }) },
    },
    exit: 1,
    text: [/^a seven +wrong +200 +3 ms +expected 7, got 1$/m, '1 of 1 golden request got a wrong answer'],
    json: { status: 200, error: { code: 'WRONG_ANSWER' } },
  },
  'doctor, well': {
    line: 'doctor',
    replies: { doctor: async () => ({ ok: true, problems: [] }) },
    exit: 0,
    text: ['All is well.'],
    json: { ok: true, problems: [] },
  },
  'doctor, not well': {
    line: 'doctor',
    replies: {
      doctor: async () => ({
        ok: false,
        problems: [{ severity: 'blocker', where: 'local', what: 'No engine.', hint: 'Start it.' }],
      }),
    },
    exit: 1,
    text: ['blocker: local\n  No engine.\n  → Start it.\n1 blocker'],
    json: { ok: false, problems: [{ severity: 'blocker', where: 'local', what: 'No engine.', hint: 'Start it.' }] },
  },
  paths: {
    line: 'paths',
    replies: {
      paths: async () => ({
        home: '/h',
        database: '/h/db',
        key: '/h/key',
        logs: '/h/logs',
        schema: '/s',
        knownHosts: '/h/kh',
      }),
    },
    exit: 0,
    text: [/^home +\/h$/m, /^database +\/h\/db$/m],
    json: { home: '/h', database: '/h/db', key: '/h/key', logs: '/h/logs', schema: '/s' },
  },
};

everyRow(rows);
