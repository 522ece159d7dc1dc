import { chmodSync, lstatSync, mkdirSync, mkdtempSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

/** Bytes of a path that every kernel takes for a socket: macOS allows 103, Linux 107. */
const longest = 100;
const name = 'socket';

/** A path for the socket of a data folder's owner, in a folder that only this user may enter. */
export function socketPlace(home: string, platform: NodeJS.Platform = process.platform): string {
  if (platform === 'win32') return `\\\\.\\pipe\\slipway-${crypto.randomUUID()}`;
  const folder = join(home, 'owner');
  const near = join(folder, name);
  if (Buffer.byteLength(near) > longest) return join(mkdtempSync(join(tmpdir(), 'slipway-')), name);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  rmSync(near, { force: true });
  return near;
}

/** Takes away what an owner left, also one that was killed: its socket, and the folder made for it where it is empty. */
export function clear(socket: string): void {
  if (process.platform === 'win32') return;
  try {
    // The path comes from a note on the disk, which anything may have been written into.
    if (basename(socket) !== name || !lstatSync(socket).isSocket()) return;
    rmSync(socket, { force: true });
    rmdirSync(dirname(socket));
  } catch {
    // Somebody else's by now, or gone: a socket that nobody listens on does no harm.
  }
}
