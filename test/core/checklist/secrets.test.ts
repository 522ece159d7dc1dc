import { describe, expect, test } from 'vitest';
import { allChecks } from '#core/checklist/all';
import { container, findingOf, type Given, image } from './made.ts';

const check = (id: string) => {
  const found = allChecks.find((it) => it.id === id);
  if (!found) throw new Error(`there is no ${id}`);
  return found;
};
const ofEnv = (...Env: string[]) => findingOf(check('SEC-19'), { container: container({ config: { Env } }) }).verdict;

describe('a variable', () => {
  test.each([
    'HF_TOKEN=hf_0123456789abcdefghijklmn',
    'DB_PASSWORD=correct horse',
    'AWS_SECRET_ACCESS_KEY=abcdefgh',
    'SOMETHING=sk-0123456789abcdefghijklmn',
    'DATABASE_URL=postgres://shop:hunter2@db/shop',
    'REDIS_URL=redis://:s3cret@cache:6379',
    'KEY=-----BEGIN RSA PRIVATE KEY-----',
  ])('%s is a secret', (entry) => expect(ofEnv(entry)).toBe('fail'));

  test.each([
    'TOKENIZERS_PARALLELISM=false',
    'MAX_TOKENS=4096',
    'HF_TOKEN=',
    'HF_TOKEN_FILE=/run/secrets/hf',
    'TOKEN_URL=https://login.example/token',
    'GPG_KEY=E3FF2839C048B25C084DEBE9B26995E310250568',
    'PATH=/bin',
  ])('%s is none', (entry) => expect(ofEnv(entry)).toBe('pass'));
});

test('what may hold one is in no evidence: commands, variables, labels, where logs go', () => {
  const secret = 'hunter2hunter2';
  const given: Given = {
    container: container({
      Args: ['--api-key', secret],
      config: {
        Env: [`DB_PASSWORD=${secret}`],
        Healthcheck: { Test: ['CMD-SHELL', `curl -H "Authorization: ${secret}" localhost`] },
      },
      host: { LogConfig: { Type: 'splunk', Config: { 'splunk-token': secret } } },
    }),
    image: image({ Labels: { 'org.opencontainers.image.source': secret } }),
  };
  for (const one of allChecks) expect(JSON.stringify(findingOf(one, given))).not.toContain(secret);
});

test.each([
  [['CMD-SHELL', 'PGPASSWORD=hunter2hunter2 pg_isready']],
  [['CMD-SHELL', "PGPASSWORD='a hunter2hunter2' pg_isready"]],
  [['CMD', '/bin/check', 'hunter2hunter2']],
])('of a health command no word is told: %j', (Test) => {
  const found = findingOf(check('REL-03'), { container: container({ config: { Healthcheck: { Test } } }) });
  expect(found.verdict).toBe('pass');
  expect(JSON.stringify(found)).not.toContain('hunter2');
});

test('a volume that is a folder of the host counts as that folder', () => {
  const mount = {
    Type: 'volume',
    Name: 'run',
    Source: '/var/lib/docker/volumes/run/_data',
    Destination: '/run',
    RW: true,
  };
  const mounted = { container: container({ Mounts: [mount] }) };
  const verdicts = (volumes: Given['volumes']) =>
    ['SEC-08', 'SEC-09'].map((id) => findingOf(check(id), { ...mounted, ...(volumes ? { volumes } : {}) }).verdict);
  expect(verdicts(undefined)).toEqual(['unchecked', 'unchecked']);
  expect(verdicts({})).toEqual(['pass', 'pass']);
  expect(verdicts({ run: '/var/run' })).toEqual(['fail', 'fail']);
  expect(verdicts({ run: '/srv/models' })).toEqual(['pass', 'pass']);
});
