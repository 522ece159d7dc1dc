import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Docker from 'dockerode';
import { debianArchives } from './engine-packages.ts';

const run = promisify(execFile);

/** Packages of a Debian suite that are an image: unpacked, not installed, so that no script of theirs runs and no root is needed. */
type Base = { readonly name: string; readonly suite: string; readonly packages: readonly string[] };

const python: Base = {
  name: 'python',
  suite: 'trixie',
  packages: [
    'python3-onnxruntime',
    'python3-onnx',
    'python3-fastapi',
    'python3-uvicorn',
    'python3-sklearn',
    'libc-bin',
  ],
};
const llama: Base = { name: 'llama', suite: 'sid', packages: ['llama.cpp-tools', 'libc-bin'] };

/** One root for every server in Python: onnxruntime, scikit-learn, FastAPI and uvicorn of Debian 13. */
export const pythonImage = (): Promise<string> => imageOf(python);
/** llama.cpp's own server, of Debian's unstable. */
export const llamaImage = (): Promise<string> => imageOf(llama);

const triple = process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu';
const libraries = `/usr/lib/${triple}`;
const env = [`LD_LIBRARY_PATH=${libraries}/blas:${libraries}/lapack`, 'PATH=/usr/bin', 'PYTHONDONTWRITEBYTECODE=1'];
/** Two thirds of the files, and nothing that runs. */
const leftOut = [
  'usr/share/doc',
  'usr/share/man',
  'usr/share/locale',
  `usr/lib/${triple}/gconv`,
  'usr/lib/python3/dist-packages/s*/*/tests',
];

/** Made once on an engine; its tag says what it was made of. The packages are kept in the user's cache. */
async function imageOf({ name, suite, packages }: Base): Promise<string> {
  const made = createHash('sha256')
    .update(JSON.stringify([suite, packages, env, leftOut]))
    .digest('hex')
    .slice(0, 12);
  const [repo, tag] = [`slipway-test-servers/${name}`, made];
  const docker = new Docker();
  const there = await docker
    .getImage(`${repo}:${tag}`)
    .inspect()
    .catch(() => null);
  if (there) return `${repo}:${tag}`;
  const archives = await debianArchives(`servers-${name}-${tag}`, suite, packages);
  const folder = mkdtempSync(join(tmpdir(), 'slipway-root-'));
  try {
    for (const place of ['bin', 'sbin', 'lib', 'lib64']) {
      mkdirSync(join(folder, 'usr', place), { recursive: true });
      symlinkSync(`usr/${place}`, join(folder, place));
    }
    mkdirSync(join(folder, 'tmp'), { mode: 0o777 });
    for (const file of readdirSync(archives).filter((each) => each.endsWith('.deb')))
      await run('sh', [
        '-c',
        'dpkg-deb --fsys-tarfile "$0" | tar -x --keep-directory-symlink -C "$1"',
        join(archives, file),
        folder,
      ]);
    const packed = spawn('tar', ['-C', folder, ...leftOut.map((path) => `--exclude=./${path}`), '-c', '.']);
    const changes = env.map((each) => `ENV ${each}`);
    const said = await docker.importImage(packed.stdout, { repo, tag, changes });
    for await (const part of said) if (`${part}`.includes('"error"')) throw new Error(`${part}`);
    return `${repo}:${tag}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
