import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Problem } from '#contract/problem';
import { openScans, type ScanLimits } from '#core/scan/scan';
import { archive, engineWith, image, imageId, standIn } from './standin.ts';

const root = mkdtempSync(join(tmpdir(), 'slipway-test-scan-'));
const own = join(root, 'tmp');
let whole: Buffer;
let before: string | undefined;
let made = 0;
beforeAll(async () => {
  whole = await archive();
  mkdirSync(own);
  before = process.env.TMPDIR;
  process.env.TMPDIR = own;
});
afterAll(() => {
  if (before === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = before;
  rmSync(root, { recursive: true });
});

type Asked = { readonly limits?: Partial<ScanLimits>; readonly setting?: string; readonly signal?: AbortSignal };
type Call = { args: string[]; env: Record<string, string>; cwd: string; pid: number; size: number };

/** A console whose PATH has stand-ins that do what is said when they are asked to scan. */
function consoleWith(programs: Readonly<Record<string, string>>) {
  const folder = join(root, `${made++}`);
  mkdirSync(folder);
  const files = Object.entries(programs).map(([name, then]) => standIn(folder, name, then));
  const calls = (name: string): Call[] =>
    readFileSync(join(folder, `${name}.called`), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  const scan = ({ limits, setting, signal }: Asked = {}, bytes = whole) =>
    openScans(setting ?? null, { PATH: folder, HOME: root }, { within: 20_000, most: 1024 ** 2, ...limits }).scan(
      engineWith(bytes),
      image,
      signal ?? new AbortController().signal,
    );
  return { folder, files, calls, scan };
}

const why = async (work: Promise<unknown>): Promise<string> => {
  const error = await work.then(
    () => null,
    (it: unknown) => it,
  );
  if (!(error instanceof Problem)) throw new Error(`no Problem: ${error}`);
  expect(error.code).toBe('SCAN_FAILED');
  expect(readdirSync(own)).toEqual([]);
  return error.message;
};

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};

describe('a scanner on PATH', () => {
  test.each([['trivy'], ['grype']])('that is %s is given the image and says what is in it', async (name) => {
    const { scan, calls } = consoleWith({ [name]: 'report()' });
    expect(await scan()).toMatchObject({ id: imageId, digest: imageId, scanner: name, critical: ['CVE-1'], high: [] });
    const [asked] = calls(name);
    expect(asked?.size).toBe(whole.length);
    expect(dirname(asked?.cwd ?? '')).toBe(own);
    expect(asked?.env.TMPDIR).toBe(asked?.cwd);
    expect(readdirSync(own)).toEqual([]);
  });

  test('is trivy where both are there, or the one that is set', async () => {
    const { scan, folder } = consoleWith({ trivy: 'report()', grype: 'report()' });
    expect((await scan()).scanner).toBe('trivy');
    expect((await scan({ setting: 'grype' })).scanner).toBe('grype');
    expect((await scan({ setting: join(folder, 'grype') })).scanner).toBe('grype');
  });

  test('scans by the data that it has where newer data cannot be had', async () => {
    const { scan, calls } = consoleWith({
      trivy: 'if (process.env.TRIVY_SKIP_DB_UPDATE) report(); else { console.error("no network"); process.exit(1); }',
    });
    expect(await scan()).toMatchObject({ critical: ['CVE-1'], database: '2029-12-31T00:00:00Z' });
    expect(calls('trivy').map(({ args }) => args[0])).toEqual(['image', 'image', 'version']);
  });

  test('takes its turn: two images are never scanned at once', async () => {
    const lock =
      'const own = require("node:path").join(process.env.HOME, "lock"); fs.writeFileSync(own, "", { flag: "wx" }); setTimeout(() => { fs.rmSync(own); report(); }, 200);';
    const { folder } = consoleWith({ grype: lock });
    const scans = openScans(null, { PATH: folder, HOME: root });
    const engine = engineWith(whole);
    const { signal } = new AbortController();
    const all = await Promise.all([scans.scan(engine, image, signal), scans.scan(engine, image, signal)]);
    expect(all).toHaveLength(2);
  });
});

describe('nothing is known, and why is said, where', () => {
  test('there is no scanner, or not the one that is set', async () => {
    expect(await why(consoleWith({}).scan())).toContain('no scanner');
    expect(await why(consoleWith({ trivy: 'report()' }).scan({ setting: '/nowhere/trivy' }))).toContain(
      '/nowhere/trivy',
    );
    expect(await why(consoleWith({ clair: 'report()' }).scan({ setting: 'clair' }))).toContain(
      'neither trivy nor grype',
    );
  });

  test('it fails twice, with the last that it said at first', async () => {
    const { scan } = consoleWith({
      grype: 'console.error(process.env.GRYPE_DB_AUTO_UPDATE ? "no data" : "no network"); process.exit(1)',
    });
    expect(await why(scan())).toBe('grype failed with exit 1: no network');
  });

  test.each([
    ['says nothing', ''],
    ['says what is no JSON', 'console.log("Vulnerabilities: 0")'],
    ['says other JSON', 'console.log("{}")'],
    [
      'says half of it',
      'const all = JSON.stringify(reports.trivy); process.stdout.write(all.slice(0, all.length / 2))',
    ],
  ])('it %s', async (_, then) => {
    expect(await why(consoleWith({ trivy: then }).scan())).toBe('What trivy answered cannot be understood');
  });

  test('it tells of another image', async () => {
    const then = 'reports.trivy.Metadata.ImageID = "sha256:other"; report()';
    expect(await why(consoleWith({ trivy: then }).scan())).toContain('another image: sha256:other');
  });

  test('it says without end', async () => {
    const { scan, calls } = consoleWith({ trivy: 'setInterval(() => process.stdout.write("x".repeat(65536)), 0)' });
    expect(await why(scan({ limits: { most: 100_000 } }))).toContain('more than it may');
    expect(calls('trivy').map(({ pid }) => isRunning(pid))).toEqual([false]);
  });

  test('it does not end, and what it started goes with it', async () => {
    const then =
      'const { pid } = require("node:child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "inherit" }); fs.writeFileSync(__filename + ".child", String(pid)); setInterval(() => {}, 1000)';
    const { scan, calls, folder } = consoleWith({ trivy: then });
    expect(await why(scan({ limits: { within: 1_500 } }))).toContain('did not end in time');
    const child = Number(readFileSync(join(folder, 'trivy.child'), 'utf8'));
    expect([...calls('trivy').map(({ pid }) => pid), child].map(isRunning)).toEqual([false, false]);
  });

  test('nobody wants it any more: then it is ended', async () => {
    const { scan, calls, folder } = consoleWith({ trivy: 'setInterval(() => {}, 1000)' });
    const ending = new AbortController();
    const running = scan({ signal: ending.signal });
    while (!readdirSync(folder).includes('trivy.called')) await new Promise((resume) => setTimeout(resume, 20));
    ending.abort(new Error('somebody left'));
    await expect(running).rejects.toThrow('somebody left');
    expect(calls('trivy').map(({ pid }) => isRunning(pid))).toEqual([false]);
    expect(readdirSync(own)).toEqual([]);
  });

  test('it is no program', async () => {
    const { scan, files } = consoleWith({ trivy: '' });
    const [file = ''] = files;
    rmSync(file);
    mkdirSync(file);
    expect(await why(scan())).toContain('could not be started');
  });

  test.each<[string, () => Promise<Buffer>]>([
    ['breaks off', async () => whole.subarray(0, 100_000)],
    ['is nothing', async () => Buffer.alloc(0)],
    ['is no archive', async () => Buffer.from('<html>'.repeat(10_000))],
    ['holds two images', () => archive([{ Config: `${'a'.repeat(64)}.json` }, { Config: `${'b'.repeat(64)}.json` }])],
    ['holds a list that is none', () => archive({ Config: 7 })],
  ])('what the engine gives %s', async (_, bytes) => {
    const { scan } = consoleWith({ trivy: 'report()' });
    expect(await why(scan({}, await bytes()))).toContain('the engine gave for the image is no archive');
  });
});
