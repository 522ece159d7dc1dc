import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Deployment } from '#contract/deployment';
import { digits, serviceFile } from '#support/service-file';
import { openCli } from './cli-stage.ts';

const file = serviceFile({ note: 'first' });
const { service } = file;
const cli = openCli([service]);
let records: readonly Deployment[];

beforeAll(async () => {
  cli.write('one.yaml', file);
  cli.write('two.yaml', { ...file, note: 'second', model: digits('1.1.0') });
  for (const line of ['deploy -f one.yaml', 'deploy -f two.yaml', `retire ${service} --yes`]) {
    const { exit, err } = await cli.run(line);
    expect(exit, err).toBe(0);
  }
  records = await list('history --json');
});
afterAll(() => cli[Symbol.asyncDispose]());

test('the history is the newest first, and can be narrowed', async () => {
  expect(records.map(({ kind }) => kind)).toEqual(['retire', 'deploy', 'deploy']);
  expect(await list('history --kind deploy --state succeeded --since 1h --text second --json')).toEqual([records[1]]);
  expect(await list(`history --service ${service} --host local --json`)).toEqual(records);
  expect(await list('history --service nobody --json')).toEqual([]);
  const { out } = await cli.run('history');
  expect(out).toMatch(/^ID +WHEN +SERVICE +HOST +KIND +FROM +TO +STATE +OPERATOR +TOOK$/m);
  expect(out).toMatch(/ deploy +1\.0\.0 \(r1\) +1\.1\.0 \(r2\) +succeeded +/);
});

test('a record is shown whole, and only there with the last lines of what was removed', async () => {
  const [, second] = records;
  const { last } = await cli.run(`history show ${second?.id} --json`);
  const { deployment, ...rest } = last as { deployment: Deployment };
  expect(rest).toEqual({
    file: expect.any(Object),
    plan: expect.any(Array),
    seq: 2,
    hash: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  expect(Object.keys(deployment.evidence.logs)).toEqual([`slipway-${service}-r1-1`, `slipway-${service}-r1-2`]);
  for (const { evidence } of records) expect(evidence.logs).toEqual({});

  const { out } = await cli.run(`history show ${second?.id.slice(0, 10)}`);
  expect(out).toMatch(/^note +second$/m);
  expect(out).toMatch(/^ +\d+\/\d+ +done +switch +r2 +\S+ m?s$/m);
  expect(out).toContain(`last lines of slipway-${service}-r1-1\n`);
});

test('two records are compared field by field', async () => {
  const [, second, first] = records;
  const { exit, last } = await cli.run(`history diff ${first?.id} ${second?.id} --json`);
  expect(exit).toBe(0);
  expect(last).toEqual({
    a: first?.id,
    b: second?.id,
    changes: expect.arrayContaining([
      { path: 'policy.note', from: 'first', to: 'second' },
      { path: 'run.model.image', from: 'slipway-sample/digits:1.0.0', to: 'slipway-sample/digits:1.1.0' },
    ]),
  });
  expect((await cli.run(`history diff ${first?.id} ${second?.id}`)).out).toContain(
    'policy.note\n  - "first"\n  + "second"\n',
  );
  expect((await cli.run(`history diff ${first?.id} ${first?.id}`)).out).toBe('Nothing differs.\n');
});

test('an altered record is found out and named', async () => {
  expect(await cli.run('history verify --json')).toMatchObject({ exit: 0, last: { ok: true, records: 3, broken: [] } });
  expect((await cli.run('history verify')).out).toBe('3 records, none altered.\n');

  const database = new Database(join(cli.home, 'slipway.db'));
  // Whoever can write the file can also take away what guards it.
  for (const { name } of database.prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'").all() as Row[])
    database.exec(`DROP TRIGGER ${name}`);
  database.prepare("UPDATE deployment SET operator = 'somebody else' WHERE seq = 2").run();
  database.close();

  const { exit, last } = await cli.run('history verify --json');
  expect(exit).toBe(1);
  expect(last).toEqual({
    ok: false,
    records: 3,
    broken: [{ seq: 2, table: 'deployment', why: expect.stringContaining(records[1]?.id ?? 'an id') }],
  });
  const text = await cli.run('history verify');
  expect(text).toMatchObject({ exit: 1, out: expect.stringMatching(/^3 records, 1 broken\.\n.*\n2 +deployment +/) });
  expect(await cli.run('doctor --json')).toMatchObject({
    exit: 1,
    last: { ok: false, problems: expect.arrayContaining([expect.objectContaining({ where: 'record' })]) },
  });
});

type Row = { readonly name: string };

async function list(line: string): Promise<readonly Deployment[]> {
  const { exit, last } = await cli.run(line);
  expect(exit).toBe(0);
  return (last as { deployments: Deployment[] }).deployments;
}
