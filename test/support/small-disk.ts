import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, truncateSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file system of its own, of so many MB, that a test may fill. Gone when it is disposed of, whatever is on it. */
export type SmallDisk = Disposable & {
  readonly path: string;
  /** Writes a file until nothing more fits. */
  fill(name?: string): void;
  empty(name?: string): void;
  /** Mounted again so that nobody, not even root, may write. */
  readOnly(yes: boolean): void;
};

/** An ext4 image with blocks of 4 KiB, none of them kept for root, through a loop device. Needs root, on Linux. */
export function smallDisk(megabytes: number): SmallDisk {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    throw new Error('A disk of its own needs Linux and root: run this test so');
  const folder = mkdtempSync(join(tmpdir(), 'slipway-disk-'));
  const [image, path] = [join(folder, 'image'), join(folder, 'disk')];
  const run = (program: string, ...args: string[]) => void execFileSync(program, args, { stdio: 'pipe' });
  closeSync(openSync(image, 'w', 0o600));
  truncateSync(image, megabytes * 1024 ** 2);
  mkdirSync(path);
  try {
    run('mkfs.ext4', '-q', '-m', '0', '-b', '4096', image);
    run('mount', '-o', 'loop', image, path);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  return {
    path,
    fill: (name = 'filling') => fill(join(path, name)),
    empty: (name = 'filling') => rmSync(join(path, name), { force: true }),
    readOnly: (yes) => run('mount', '-o', `remount,${yes ? 'ro' : 'rw'}`, path),
    [Symbol.dispose]: () => {
      // Lazily: what a failed test left open must not keep it mounted.
      run('umount', '-l', path);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** In ever smaller pieces, so that not even a page is left. */
function fill(path: string): void {
  const handle = openSync(path, 'a');
  try {
    for (const size of [1024 ** 2, 4096, 1]) {
      const piece = Buffer.alloc(size, 1);
      for (let room = true; room; ) room = wrote(handle, piece);
    }
  } finally {
    closeSync(handle);
  }
}

function wrote(handle: number, piece: Buffer): boolean {
  try {
    return writeSync(handle, piece) > 0;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return false;
    throw error;
  }
}
