import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { expect, test } from 'vitest';
import { infer, inferenceOf, startReadySample, startSample } from './start.ts';

const row = Array.from({ length: 64 }, () => 1);

test('is alive before it is ready, and refuses inference with 503 until then', async () => {
  await using sample = await startSample({ FAULT: 'not-ready' });
  expect((await fetch(`${sample.url}/v2/health/live`)).status).toBe(200);
  expect((await fetch(`${sample.url}/v2/health/ready`)).status).toBe(503);
  expect((await fetch(`${sample.url}/v2/models/digits/ready`)).status).toBe(503);
  expect((await infer(sample, inferenceOf([row]))).status).toBe(503);
});

test('becomes ready once the weights are loaded', async () => {
  await using sample = await startReadySample({ DELAY_READY_MS: '50' });
  expect((await fetch(`${sample.url}/v2/health/ready`)).status).toBe(200);
  expect((await fetch(`${sample.url}/v2/models/digits/versions/1.0.0/ready`)).status).toBe(200);
});

test('ends with status 1 and says why when there are no weights', async () => {
  await using sample = await startSample({ WEIGHTS: '/nowhere/weights.json' });
  const exited = sample.process.exitCode === null ? once(sample.process, 'exit') : [sample.process.exitCode];
  expect((await sample.logged('the model cannot be loaded')).error).toMatch(/nowhere/);
  expect((await exited)[0]).toBe(1);
});

test('on SIGTERM it answers what is under way, closes idle connections and exits with 0', async () => {
  await using sample = await startReadySample({ FAULT: 'slow:300ms', LOG_LEVEL: 'debug' });
  const agent = new Agent({ keepAlive: true });
  const idle = get(`${sample.url}/v2`, { agent });
  const [response] = await once(idle, 'response');
  response.resume();
  const idleClosed = once(idle.socket!, 'close');
  const underWay = infer(sample, inferenceOf([row]));
  // An answered request sent after it shows that the slow one has arrived too.
  while (!(await metrics(sample.url)).includes('http_requests_in_flight 2'));
  const exited = once(sample.process, 'exit');
  sample.process.kill('SIGTERM');
  const { status, headers } = await underWay;
  expect(status).toBe(200);
  expect(headers.get('connection')).toBe('close');
  await idleClosed;
  expect(await exited).toEqual([0, null]);
  agent.destroy();
});

test('gives back the request id it got, makes one otherwise, and logs it as JSON', async () => {
  await using sample = await startReadySample();
  const named = await infer(sample, inferenceOf([row]), { 'x-request-id': 'abc-1' });
  const unnamed = await infer(sample, inferenceOf([row]), { 'x-request-id': 'has spaces' });
  expect(named.headers.get('x-request-id')).toBe('abc-1');
  expect(unnamed.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  expect(await sample.logged('request')).toMatchObject({ level: 'info', requestId: 'abc-1', status: 200, rows: 1 });
});

test('counts requests, errors and a latency histogram whose last bucket is the count', async () => {
  await using sample = await startReadySample();
  await infer(sample, inferenceOf([row, row]));
  await infer(sample, {});
  const text = await metrics(sample.url);
  for (const line of [
    'http_requests_total{route="infer",code="200"} 1',
    'http_requests_total{route="infer",code="400"} 1',
    'http_errors_total 0',
    'http_request_duration_seconds_bucket{route="infer",le="+Inf"} 2',
    'http_request_duration_seconds_count{route="infer"} 2',
    'http_requests_in_flight 1',
    'model_rows_total 2',
    'model_info{name="digits",version="1.0.0",kind="linear"} 1',
  ])
    expect(text.split('\n')).toContain(line);
});

test('its deliberate faults do what they are called', async () => {
  await using right = await startReadySample();
  await using wrong = await startReadySample({ FAULT: 'wrong-answer' });
  await using failing = await startReadySample({ FAULT: 'error-rate:1' });
  const digit = (answer: Awaited<ReturnType<typeof infer>>) => answer.body.outputs[0].data[0];
  expect(digit(await infer(wrong, inferenceOf([row])))).toBe((digit(await infer(right, inferenceOf([row]))) + 1) % 10);
  expect((await infer(failing, inferenceOf([row]))).status).toBe(500);
  expect(await metrics(failing.url)).toContain('http_errors_total 1');
});

test('a fault that comes after some requests leaves those right', async () => {
  await using sample = await startReadySample({ FAULT: 'after:2,error-rate:1,slow:50ms' });
  const statuses: number[] = [];
  for (let asked = 0; asked < 4; asked++) statuses.push((await infer(sample, inferenceOf([row]))).status);
  expect(statuses).toEqual([200, 200, 500, 500]);
  const spoiled = /http_request_duration_seconds_bucket\{route="infer",le="0.025"\} (\d+)/.exec(
    await metrics(sample.url),
  );
  expect(Number(spoiled?.[1])).toBeLessThanOrEqual(2);
});

test('memory takes so much more before the model is ready', async () => {
  await using sample = await startReadySample({ FAULT: 'memory:64' });
  const [, resident] = /^process_resident_memory_bytes (\d+)$/m.exec(await metrics(sample.url)) ?? [];
  expect(Number(resident)).toBeGreaterThan(64 * 1024 * 1024);
  expect((await infer(sample, inferenceOf([row]))).status).toBe(200);
});

test('memory-child leaves the server alive and not ready once its child is killed', async () => {
  await using sample = await startReadySample({ FAULT: 'memory-child:8' });
  expect((await infer(sample, inferenceOf([row]))).status).toBe(200);
  process.kill(Number((await sample.logged('a child serves')).pid), 'SIGKILL');
  expect(await sample.logged('a child ended')).toMatchObject({ code: null, signal: 'SIGKILL' });
  expect((await fetch(`${sample.url}/v2/health/live`)).status).toBe(200);
  expect((await fetch(`${sample.url}/v2/health/ready`)).status).toBe(503);
});

test('crash-after-ms ends the process with status 1', async () => {
  await using sample = await startSample({ FAULT: 'crash-after-ms:200' });
  expect(await once(sample.process, 'exit')).toEqual([1, null]);
});

test('a misspelt fault keeps the server from starting', async () => {
  await expect(startSample({ FAULT: 'wrong-anser' })).rejects.toThrow('unknown fault "wrong-anser"');
});

async function metrics(url: string): Promise<string> {
  return (await fetch(`${url}/metrics`)).text();
}
