import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answer } from './samples.ts';
import { type Replies, shell } from './shell.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-cli-'));
  await mkdir(join(folder, 'sub'));
  await writeFile(join(folder, 'sub', 'digits.yaml'), '\ufeffservice: digits\n');
  await writeFile(join(folder, 'body.json'), '{"inputs":[]}');
  await writeFile(join(folder, 'latin.yaml'), Buffer.from([0x73, 0xe4, 0x0a]));
  await writeFile(join(folder, 'huge.yaml'), Buffer.alloc(9 * 1024 * 1024, 'a'));
});
afterAll(() => rm(folder, { recursive: true }));

function planner(does = 'replace-gateway') {
  const files: unknown[] = [];
  const replies: Replies = {
    deployment: {
      plan: async ({ act }) => {
        files.push(act.kind === 'deploy' ? act.file : act);
        const steps = [{ do: does, target: 'digits-r1-1', image: 'sha256:aaaa' }];
        return {
          service: 'digits',
          host: 'local',
          kind: 'deploy',
          from: null,
          to: null,
          steps,
          gap: 1.5,
          hash: 'h',
          notes: ['n'],
        };
      },
    },
  };
  return { replies, files };
}

describe('a service file', () => {
  test('is read relative to where the operator stands, not to where npm went', async () => {
    const { replies, files } = planner();
    const env = { INIT_CWD: join(folder, 'sub') };
    const here = shell({ replies, env, cwd: '/' });
    expect(await here.run('plan', '-f', 'digits.yaml')).toBe(0);
    expect(files).toEqual([{ name: join(folder, 'sub', 'digits.yaml'), text: 'service: digits\n' }]);
    expect(here.out()).toMatch(
      /^deploy digits on local: -, the first release; 1 step, and nothing serves for about 1.5 s\n {2}1 {2}replace-gateway {2}digits-r1-1\n/,
    );
    expect(here.out()).toContain('Carry it out: slipway deploy -f digits.yaml --allow-gap\n');
    // The file itself asks for the gap of a change in place.
    const inPlace = shell({ replies: planner('pause').replies, cwd: folder });
    await inPlace.run('plan', '-f', 'sub/digits.yaml');
    expect(inPlace.out()).toContain('Carry it out: slipway deploy -f sub/digits.yaml\n');
  });

  test('may come from standard input', async () => {
    const { replies, files } = planner();
    const here = shell({ replies, cwd: folder, stdin: 'service: a1\n' });
    expect(await here.run('plan', '-f', '-', '--json')).toBe(0);
    expect(files).toMatchObject([{ text: 'service: a1\n' }]);
    expect(here.json()).toMatchObject([
      { kind: 'deploy', gap: 1.5, hash: 'h', steps: [{ do: 'replace-gateway', image: 'sha256:aaaa' }] },
    ]);
  });

  test.each([
    ['none.yaml', 'there is no such file'],
    ['sub', 'it is a folder'],
    ['latin.yaml', 'is not UTF-8 text'],
    ['huge.yaml', 'is larger than 8 MiB'],
  ])('%s cannot be used: %s', async (file, why) => {
    for (const command of ['plan', 'deploy']) {
      const here = shell({ cwd: folder });
      expect(await here.run(command, '-f', file, '--json')).toBe(2);
      expect(here.json()).toMatchObject([{ error: { code: 'BAD_FILE', message: expect.stringContaining(why) } }]);
      expect(here.opened()).toBe(false);
    }
  });
});

describe('a body', () => {
  const asked: unknown[] = [];
  const replies: Replies = {
    model: {
      ask: async ({ body }) => {
        asked.push(body);
        return answer;
      },
    },
  };

  test.each([
    ['as it stands', ['-d', '{"a":1}'], '', '{"a":1}'],
    ['empty', ['-d', ''], '', ''],
    ['from a file', ['-d', '@body.json'], '', '{"inputs":[]}'],
    ['from standard input', ['-d', '-'], '[1]', '[1]'],
    ['with a dash in front', ['-d-5'], '', '-5'],
    ['left out', [], '', undefined],
  ] as [string, string[], string, string | undefined][])('%s', async (_, options, stdin, body) => {
    expect(await shell({ replies, cwd: folder, stdin }).run('ask', 'digits', ...options)).toBe(0);
    expect(asked.at(-1)).toBe(body);
  });

  test('whose file is missing is a bad command', async () => {
    const here = shell({ replies, cwd: folder });
    expect(await here.run('ask', 'digits', '-d', '@none.json')).toBe(2);
    expect(here.err()).toContain('none.json cannot be read: there is no such file');
  });
});
