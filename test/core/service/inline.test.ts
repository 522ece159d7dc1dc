import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { folderOf, inlineFiles } from '#core/service/inline';
import { parse } from './problem.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-inline-'));
  await mkdir(join(folder, 'service'));
});
afterEach(() => rm(folder, { recursive: true }));

const inline = async (request: string, expectation = '{}') => {
  const text = `service: a1\nmodel: { image: a }\ngolden:\n  - name: a seven\n    request: { path: /, ${request} }\n    expect: ${expectation}\n`;
  const file = await inlineFiles(parse(text), join(folder, 'service'));
  return file.golden[0]!;
};
const put = (path: string, content: string | Uint8Array) => writeFile(join(folder, 'service', path), content);

describe('a body file', () => {
  test.each([
    ['{"inputs": [1, 2]}', { inputs: [1, 2] }],
    [' [1]\n', [1]],
    ['false', false],
    ['plain text', 'plain text'],
    ['"quoted"', '"quoted"'],
    ['', ''],
  ])('%j becomes the body %j', async (content, body) => {
    await put('body', content);
    const { request } = await inline('bodyFile: body');
    expect(request.body).toEqual(body);
    expect(request).not.toHaveProperty('bodyFile');
  });

  test('may lie beside the folder', async () => {
    await writeFile(join(folder, 'shared.json'), '1');
    expect((await inline('bodyFile: ../shared.json')).request.body).toBe(1);
  });

  const refused = (path: string, reason: string) =>
    expect(inline(`bodyFile: "${path}"`)).rejects.toMatchObject({
      code: 'BAD_FILE',
      message: `golden request "a seven": request.bodyFile ${path} ${reason}`,
    });

  test('that is missing is named', () => refused('seven.json', 'does not exist'));
  test('that is a folder is refused', () => refused('.', 'is not a plain file'));
  test.runIf(process.platform !== 'win32')('that is a device or a pipe is refused without waiting for it', async () => {
    await refused('/dev/zero', 'is not a plain file');
    execFileSync('mkfifo', [join(folder, 'service', 'pipe')]);
    await refused('pipe', 'is not a plain file');
  });
  test('over 8 MiB is refused', async () => {
    await put('large', Buffer.alloc(8 * 1024 * 1024 + 1, 'x'));
    await refused('large', 'is larger than 8 MiB');
    await put('just', Buffer.alloc(8 * 1024 * 1024, 'x'));
    expect((await inline('bodyFile: just')).request.body).toHaveLength(8 * 1024 * 1024);
  });
  test('that is not text is refused', async () => {
    await put('image.png', Uint8Array.of(0x89, 0x50, 0xff, 0xfe));
    await refused('image.png', 'is not UTF-8 text');
  });
});

describe('a schema file', () => {
  test('becomes its JSON text, and stays when it is inlined again', async () => {
    await put('answer.json', '{ "type":\n "object" }');
    const file = parse(
      'service: a1\nmodel: { image: a }\ngolden: [{ name: a, request: { path: /, body: 1 }, expect: { schema: answer.json, status: 200 } }]',
    );
    const once = await inlineFiles(file, join(folder, 'service'));
    expect(once.golden[0]?.expect).toEqual({ schema: '{"type":"object"}', status: 200, tolerance: 0 });
    expect(await inlineFiles(once, '/nowhere')).toEqual(once);
  });

  test.each(['[]', 'nothing', '{"type":'])('%j is no schema', async (content) => {
    await put('answer.json', content);
    await expect(inline('body: 1', '{ schema: answer.json }')).rejects.toMatchObject({
      code: 'BAD_FILE',
      message: 'golden request "a seven": expect.schema answer.json is not a JSON Schema: it holds no JSON object',
    });
  });
});

test('a file without files is as it was', async () => {
  const file = parse('service: a1\nmodel: { image: a }\ngolden: [{ name: a, request: { path: /, body: { x: 1 } } }]');
  expect(await inlineFiles(file, '/nowhere')).toEqual(file);
});

test.each(['bodyFile: /etc/hostname', 'bodyFile: body.json'])(
  'a draft has no folder, so its %s is not read',
  async (request) => {
    const draft = parse(`service: a1\nmodel: { image: a }\ngolden: [{ name: a, request: { path: /, ${request} } }]`);
    expect([folderOf('slipway.yaml'), folderOf('/srv/slipway.yaml')]).toEqual([null, '/srv']);
    await expect(inlineFiles(draft, null)).rejects.toMatchObject({
      code: 'BAD_FILE',
      message: expect.stringMatching(/a draft has no folder$/),
      hint: 'Write the body itself into request.body.',
    });
  },
);
