import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { type Around, curlOf, dockerExec, dockerRun } from '#core/service/as-commands';
import { composeText } from '#core/service/as-compose';
import { parseServiceFile } from '#core/service/parse';

const around: Around = { port: 8080, address: '127.0.0.1:9000', imageCommand: ['serve'], engine: null };
const odd = `it's "$HOME" \`id\` \\ $(id) *`;
const text = {
  service: 'digits',
  model: {
    image: 'acme/digits:1.0.0',
    args: ['--name', odd],
    env: { PLAIN: 'info', ODD: odd },
    secrets: [
      { name: 'hf-token', file: '/run/secrets/token' },
      { name: 'api-key', env: 'API_KEY' },
      { name: 'other', env: 'NAMED_OTHERWISE' },
    ],
    volumes: [{ source: 'cache', target: '/cache', readOnly: true }],
    shm: '64m',
  },
  golden: [{ name: 'one', request: { path: '/v1/ask?x=1&y=2', headers: { 'X-Odd': odd }, body: { text: odd } } }],
  front: { port: 9000, networks: [{ name: 'shop_default' }] },
  scale: { cpus: 1.5, memory: '512m', replicas: 2 },
  security: { user: '1000:1000', readOnly: true, tmpfs: ['/tmp'], capDrop: ['ALL'] },
};
const file = parseServiceFile({ name: 'slipway.yaml', text: JSON.stringify(text) });

/** What a program would be given if a shell ran the line. */
function wordsOf(line: string, program: string, env: Record<string, string> = {}): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-words-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, program), '#!/bin/sh\nfor word in "$@"; do printf "%s\\0" "$word"; done\n');
  chmodSync(join(folder, program), 0o755);
  const said = execFileSync('sh', ['-c', line], { cwd: folder, env: { ...env, PATH: `${folder}:/usr/bin:/bin` } });
  return said.toString().split('\0').slice(0, -1);
}
const valuesOf = (words: readonly string[], option: string) =>
  words.flatMap((word, index) => (words[index - 1] === option ? [word] : []));

describe('as docker run', () => {
  const words = () => wordsOf(dockerRun(file, around), 'docker', { OTHER: 'given' });

  test('a shell hands every word over as it was written', () => {
    expect(words().slice(-4)).toEqual(['acme/digits:1.0.0', 'serve', '--name', odd]);
    expect(valuesOf(words(), '-e')).toEqual(['PLAIN=info', `ODD=${odd}`, 'API_KEY', 'NAMED_OTHERWISE=given']);
  });

  test('it has what a replica has', () => {
    const given = words();
    expect(given.slice(0, 4)).toEqual(['run', '-d', '--name', 'digits']);
    expect(valuesOf(given, '-p')).toEqual(['127.0.0.1:9000:8080']);
    expect(valuesOf(given, '--mount')[0]).toMatch(
      /^type=bind,source=\/.*\/secrets\/hf-token,target=\/run\/secrets\/token,readonly$/,
    );
    expect(valuesOf(given, '--mount')[1]).toBe('type=volume,source=cache,target=/cache,readonly');
    for (const [option, value] of Object.entries({
      '--cpus': '1.5',
      '--memory': '512m',
      '--memory-swap': '512m',
      '--shm-size': '64m',
      '--user': '1000:1000',
      '--tmpfs': '/tmp',
      '--cap-drop': 'ALL',
      '--restart': 'always',
      '--stop-timeout': '30',
      '--network': 'shop_default',
      '--network-alias': 'digits',
    }))
      expect(valuesOf(given, option)).toEqual([value]);
    expect(given).toContain('--read-only');
  });

  test('a command in the file takes the place of the image’s own', () => {
    const other = { ...file, model: { ...file.model, command: ['/bin/run', '-v'], args: ['-x'] } };
    const words = wordsOf(dockerRun(other, around), 'docker');
    expect(valuesOf(words, '--entrypoint')).toEqual(['/bin/run']);
    expect(words.slice(-3)).toEqual(['acme/digits:1.0.0', '-v', '-x']);
  });

  test('of another engine than the local one it names that', () => {
    const line = dockerExec('slipway-digits-r2-1', { ...around, engine: 'ssh://ada@lab' });
    expect(line).toBe('docker -H ssh://ada@lab exec -it slipway-digits-r2-1 sh');
  });
});

test('as curl, the request is the golden one', () => {
  const [one] = file.golden;
  const words = one ? wordsOf(curlOf(one, { ...around, front: file.front }), 'curl') : [];
  expect(words).toContain('http://127.0.0.1:9000/v1/ask?x=1&y=2');
  expect(valuesOf(words, '-X')).toEqual(['POST']);
  expect(valuesOf(words, '-H')).toEqual([`X-Odd: ${odd}`, 'Content-Type: application/json']);
  expect(JSON.parse(valuesOf(words, '--data-raw')[0] ?? '')).toEqual({ text: odd });
});

test('as curl it speaks as callers have to: with TLS, and with a key that whoever runs it has', () => {
  const [one] = file.golden;
  const front = { ...file.front, keys: ['till-2', 'shop'], tls: { certificate: 'c.pem', key: 'k.pem' } };
  const line = one ? curlOf(one, { ...around, front }) : '';
  expect(line).toContain('https://127.0.0.1:9000/v1/ask');
  expect(line).toContain('-H "x-api-key: $TILL_2"');
});

test('as Compose, it says the same, and dollars stay dollars', () => {
  const text = composeText(file, around);
  const compose = parse(text);
  const twice = odd.replaceAll('$', '$$$$');
  expect(compose.services.digits).toMatchObject({
    image: 'acme/digits:1.0.0',
    command: ['serve', '--name', twice],
    ports: ['127.0.0.1:9000:8080'],
    environment: { PLAIN: 'info', ODD: twice, API_KEY: `\${API_KEY}`, NAMED_OTHERWISE: `\${OTHER}` },
    secrets: [{ source: 'hf-token', target: '/run/secrets/token' }],
    volumes: [{ type: 'volume', source: 'cache', target: '/cache', read_only: true }],
    networks: { default: {}, shop_default: { aliases: ['digits'] } },
    mem_limit: '512m',
    memswap_limit: '512m',
    cpus: 1.5,
    restart: 'always',
    read_only: true,
    cap_drop: ['ALL'],
  });
  expect(compose.secrets).toEqual({ 'hf-token': { file: './secrets/hf-token' } });
  expect(compose.volumes).toEqual({ cache: { external: true } });
  expect(text).toMatch(/^# One container: 2 of them/);
});
