import { describe, expect, test } from 'vitest';
import { serving } from './samples.ts';
import { shell } from './shell.ts';

const bad: [string, string, string][] = [
  ['rolback digits', 'There is no command "rolback"', 'slipway rollback'],
  ['stat', 'There is no command "stat"', 'slipway status'],
  ['frobnicate', 'There is no command "frobnicate"', 'slipway help'],
  ['help nonsense', 'There is no command "nonsense"', 'slipway help'],
  ['hosts ad edge', 'does not take "ad"', 'slipway hosts add'],
  ['history sho', 'does not take "sho"', 'slipway history show'],
  ['status --jsn', 'has no option --jsn', '--json'],
  ['deploy -f x --alow-gap', 'has no option --alow-gap', '--allow-gap'],
  ['deploy -f x -q', 'has no option -q', 'slipway deploy -f FILE'],
  ['logs digits --host a', 'has no option --host', 'slipway logs SERVICE'],
  ['deploy', 'needs -f FILE', 'slipway deploy -f FILE'],
  ['deploy -f', '-f needs a value', 'slipway deploy -f FILE'],
  ['plan --file --host', '--file needs a value', 'slipway plan -f FILE'],
  ['status a b', 'does not take "b"', 'slipway status [SERVICE]'],
  ['rollback', 'needs SERVICE', 'slipway rollback SERVICE'],
  ['rollback digits --to 3', '--to "3" is no release', 'r1, r2'],
  ['scale digits', 'needs N', 'slipway scale SERVICE N'],
  ['scale digits many', '"many" is no number of replicas', 'from 1 to 100'],
  ['scale digits 0', '"0" is no number of replicas', 'slipway retire'],
  ['scale digits 1.5', '"1.5" is no number of replicas', 'from 1 to 100'],
  ['scale digits 101', '"101" is no number of replicas', 'from 1 to 100'],
  ['scale digits -1', 'has no option -1', 'slipway scale SERVICE N'],
  ['status --yes=no', '--yes takes no value', 'slipway status'],
  ['history --kind deply', '--kind "deply" is not known', 'deploy'],
  ['history --state zzzzz', '--state "zzzzz" is not known', 'taken-back'],
  ['history --since tomorrow', '--since "tomorrow" is no time', '10m'],
  ['logs digits --since 10x', '--since "10x" is no time', '10m'],
  ['logs digits --grep (', '--grep "(" is no regular expression', 'nterminated'],
  ['accept digits', 'needs the ID', 'slipway accept SERVICE ID'],
  ['accept digits EVO-02 --until 2030-01-01', 'needs --reason', 'slipway accept'],
  ['accept digits EVO-02 --reason so', 'needs --until', 'slipway accept'],
  ['accept digits EVO-02 --withdraw --reason so', '--withdraw takes no reason', 'slipway accept'],
  ['accept digits EVO-02 --list', '--list stands alone', 'slipway accept SERVICE --list'],
  ['answer digits', 'needs the ID', 'slipway answer SERVICE ID'],
  ['accept digits EVO-02 --reason a --reason b', '--reason was given twice', 'slipway accept'],
  ['ask digits -d {} --golden', 'do not go together', 'leave one of them out'],
];

describe('a wrong command line', () => {
  test.each(bad)('%s', async (line, what, hint) => {
    const here = shell();
    expect(await here.run(...line.split(' '))).toBe(2);
    expect(here.out()).toBe('');
    const [first, second] = here.err().split('\n');
    expect(first).toContain(what);
    expect(second).toContain(hint);
    expect(here.opened()).toBe(false);

    const asJson = shell();
    expect(await asJson.run(...line.split(' '), '--json')).toBe(2);
    expect(asJson.err()).toBe('');
    const error = { code: expect.stringMatching(/^(BAD_COMMAND|NOT_SUPPORTED)$/), message: expect.any(String) };
    expect(asJson.json()).toEqual([{ error: { ...error, hint: expect.stringContaining(hint) } }]);
    expect(asJson.json()).toMatchObject([{ error: { message: expect.stringContaining(what) } }]);
  });
});

describe('a right command line', () => {
  test('may have its options before the command', async () => {
    const asked: unknown[] = [];
    const replies = {
      service: {
        status: async (input: { service?: string | undefined }) => {
          asked.push(input.service);
          return { services: [serving] };
        },
      },
    };
    expect(await shell({ replies }).run('--json', 'status', 'digits')).toBe(0);
    expect(asked).toEqual(['digits']);
  });

  test('may name a service like a command, or like an option behind "--"', async () => {
    const asked: unknown[] = [];
    const status = async (input: { service?: string | undefined }) => {
      asked.push(input.service);
      return { services: [serving] };
    };
    await shell({ replies: { service: { status } } }).run('status', 'status');
    await shell({ replies: { service: { status } } }).run('status', '--', '--json');
    expect(asked).toEqual(['status', '--json']);
  });
});
