import { describe, expect, test } from 'vitest';
import { allChecks } from '#core/checklist/all';
import { container, file, findingOf, type Given, image } from './made.ts';

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
    'AUTH_TOKEN=correct horse',
    'ADMIN_TOKEN=correct horse',
    'MINIO_TOKEN=correct horse',
    'SERVICE_ACCOUNT_TOKEN=correct horse',
    'MAX_TOKENS_API_KEY=correct horse',
    'DB_PASSWORD=1234',
    'SMTP_PASS=correct horse',
    'MYSQL_PWD=correct horse',
    'KEY_PASSPHRASE=correct horse',
    'ENCRYPTION_KEY=correct horse',
    'HEADERS={"authorization":"Bearer hf_0123456789abcdefghijklmn"}',
  ])('%s is a secret', (entry) => expect(ofEnv(entry)).toBe('fail'));

  test.each([
    'TOKENIZERS_PARALLELISM=false',
    'MAX_TOKENS=4096',
    'MAX_BATCH_TOTAL_TOKENS=1000000',
    'MAX_TOTAL_TOKENS=16384',
    'TOKEN_LIMIT=32768',
    'TS_DISABLE_TOKEN_AUTHORIZATION=true',
    'USE_PASSWORD=true',
    'TORCH_BYPASS=correct',
    'PWD=/srv/shop',
    'HF_TOKEN=',
    'HF_TOKEN_FILE=/run/secrets/hf',
    'TOKEN_URL=https://login.example/token',
    'GPG_KEY=E3FF2839C048B25C084DEBE9B26995E310250568',
    'PATH=/bin',
  ])('%s is none', (entry) => expect(ofEnv(entry)).toBe('pass'));
});

test.each([
  [['serve', '--api-key', 'hunter2hunter2'], 'fail'],
  [['serve', '--api-key=hunter2hunter2'], 'fail'],
  [['-c', 'serve --hf-token hunter2hunter2 --port 80'], 'fail'],
  [['serve', '--api-key', '$API_KEY'], 'pass'],
  [['serve', '--api-key-file', '/run/secrets/key'], 'pass'],
  [['serve', '--api-key'], 'pass'],
  [['serve', '--max-tokens', '512'], 'pass'],
] as const)('a key in the command is as visible as one in the environment: %j', (Args, verdict) => {
  const found = findingOf(check('SEC-19'), { container: container({ Args: [...Args] }) });
  expect(found.verdict).toBe(verdict);
  expect(JSON.stringify(found)).not.toContain('hunter2');
});

test('a file has no secret only where its image was looked at too', () => {
  const given = { kind: 'file', file: file(), container: container() } as const;
  expect(findingOf(check('SEC-19'), given).verdict).toBe('unchecked');
  expect(findingOf(check('SEC-33'), given).verdict).toBe('unchecked');
  expect(findingOf(check('SEC-19'), { ...given, image: image() }).verdict).toBe('pass');
});

test('names are read in time that grows as they do', () => {
  const long = 'MAX_AZURE'.repeat(8_000);
  expect(ofEnv(`${long}=1`, `PASSWORD${long}=1`, `TOKEN${long}=${long}`)).toBe('fail');
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
