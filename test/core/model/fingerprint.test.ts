import { expect, test } from 'vitest';
import { fingerprintLive } from '#core/model/fingerprint';
import { fingerprintImage, type Guess, type ImageFacts } from '#core/model/fingerprint-image';
import { dialTcp, reachThrough } from '#core/model/reach';
import { closedPort, never, serve, serveRoutes } from './local-server.ts';

const facts = (more: Partial<ImageFacts>): ImageFacts => ({
  repository: 'ghcr.io/acme/thing',
  labels: {},
  ports: [],
  command: [],
  env: ['PATH'],
  ...more,
});

test.each<[string, Partial<ImageFacts>, Guess['protocol'], Guess['confidence']]>([
  ['a name alone', { repository: 'vllm/vllm-openai' }, 'openai', 'guess'],
  [
    'a name and a command',
    { repository: 'vllm/vllm-openai', command: ['vllm', 'serve', '--port', '8000'] },
    'openai',
    'likely',
  ],
  ['a command alone', { command: ['python3', '-m', 'sglang.launch_server'] }, 'openai', 'guess'],
  [
    'a label and the environment',
    { labels: { 'org.opencontainers.image.source': 'https://github.com/ollama/ollama' }, env: ['OLLAMA_HOST'] },
    'ollama',
    'likely',
  ],
  ['its own port', { repository: 'me/ollama', ports: [11434] }, 'ollama', 'likely'],
  ['Triton', { repository: 'nvcr.io/nvidia/tritonserver', env: ['TRITON_SERVER_VERSION'] }, 'triton', 'likely'],
  [
    'MLServer',
    { repository: 'seldonio/mlserver', command: ['/bin/bash', '-c', 'mlserver start /models'] },
    'oip-v2',
    'likely',
  ],
  [
    'TGI',
    { repository: 'ghcr.io/huggingface/text-generation-inference', command: ['text-generation-launcher'] },
    'tgi',
    'likely',
  ],
  ['TorchServe', { repository: 'pytorch/torchserve', ports: [8080, 7070] }, 'torchserve', 'likely'],
  ['TF Serving', { repository: 'tensorflow/serving', ports: [8500, 8501] }, 'tf-serving', 'likely'],
  ['everyday ports only', { ports: [8080, 8000, 80] }, 'unknown', 'none'],
  ['a name that merely contains one', { repository: 'acme/fileserver' }, 'unknown', 'none'],
])('an image with %s', (_what, given, protocol, confidence) => {
  const guess = fingerprintImage(facts(given));
  expect([guess.protocol, guess.confidence]).toEqual([protocol, confidence]);
  expect(guess.reasons.length).toBeGreaterThan(0);
});

const oip = { 'GET /v2': { name: 'mlserver', version: '1.6', extensions: [] }, 'GET /v2/health/live': 200 };
const openai = { 'GET /v1/models': { object: 'list', data: [{ id: 'm' }] }, 'GET /v1/chat/completions': 405 };
const likely = (protocol: Guess['protocol']): Guess => ({
  protocol,
  server: null,
  confidence: 'likely',
  reasons: ['its name', 'its port'],
});

test.each<[string, Record<string, unknown>, Guess | null, string, string, boolean]>([
  ['two routes of the inference protocol', oip, null, 'oip-v2', 'certain', true],
  ['one route alone', { 'GET /v2/health/live': 200 }, null, 'oip-v2', 'guess', true],
  ['one route, and the image says so too', { 'GET /v2/health/live': 200 }, likely('oip-v2'), 'oip-v2', 'likely', true],
  ['one route, and the image is Triton', { 'GET /v2/health/live': 200 }, likely('triton'), 'oip-v2', 'likely', true],
  ['a list of models and a route that wants a POST', openai, null, 'openai', 'certain', true],
  ['a list of models alone', { 'GET /v1/models': { data: [{ id: 'm' }] } }, null, 'openai', 'guess', true],
  ['an empty registry', { 'GET /v2': {}, 'GET /v1/models': { data: [] } }, null, 'unknown', 'none', true],
  ['nothing but 404', {}, null, 'unknown', 'none', true],
  ['nothing but 404, against what the image says', {}, likely('openai'), 'unknown', 'none', false],
  ['an answer that may still change', { 'GET /v1/models': 503 }, null, 'unknown', 'none', false],
])('a server with %s', async (_what, routes, image, protocol, confidence, settled) => {
  await using server = await serveRoutes(routes);
  const guess = await fingerprintLive(server.reach, image, never);
  expect([guess.protocol, guess.confidence, guess.settled]).toEqual([protocol, confidence, settled]);
});

test('a server that answers everything with 200 is unknown', async () => {
  await using server = await serve((_request, response) => void response.end('<html>hello</html>'));
  expect(await fingerprintLive(server.reach, null, never)).toMatchObject({ protocol: 'unknown', settled: true });
});

test('nothing listening is no answer, asked once', async () => {
  await using reach = reachThrough(dialTcp('127.0.0.1', await closedPort()));
  await expect(fingerprintLive(reach, null, never)).rejects.toMatchObject({
    code: 'NO_ANSWER',
    cause: { refused: true },
  });
});

test('only a replica of ours is sent a request without content, to see whether a route wants one', async () => {
  const routes = { 'GET /v1/models': { data: [{ id: 'm' }] }, 'POST /v1/completions': 400 };
  await using server = await serveRoutes(routes);
  const stranger = await fingerprintLive(server.reach, null, never);
  expect([stranger.confidence, server.asked.some((asked) => asked.startsWith('POST'))]).toEqual(['guess', false]);
  const own = await fingerprintLive(server.reach, null, never, { posting: true });
  expect([own.protocol, own.confidence]).toEqual(['openai', 'certain']);
});

test('what was asked and what came of it is told, question by question', async () => {
  await using server = await serveRoutes({ 'GET /': 'hello' });
  const { tried } = await fingerprintLive(server.reach, null, never);
  expect(tried.find(({ path }) => path === '/')?.came).toBe('200');
  expect(tried.find(({ path }) => path === '/v2')?.came).toBe('404');
  expect(tried.length).toBeGreaterThan(30);
});

test('a server that is still loading is said to be perhaps that', async () => {
  await using server = await serve((_request, response) => void response.writeHead(503).end('Loading model'));
  const { reasons, confidence } = await fingerprintLive(server.reach, null, never);
  expect(confidence).toBe('none');
  expect(reasons.at(-1)).toContain('it may still be starting');
});

test('a quick look asks little, and settles nothing that is unknown', async () => {
  await using server = await serveRoutes({});
  const guess = await fingerprintLive(server.reach, null, never, { quick: true });
  expect(guess).toMatchObject({ protocol: 'unknown', settled: false });
  expect(guess.tried.length).toBeLessThan(10);
});
