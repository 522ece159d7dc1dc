import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { imageOf } from './connection.ts';
import { guarded } from './failure.ts';

/** The whole of a record whose log waits beside it in a folder where SQLite may make no index of it: read from a copy. */
export function imageElsewhere(file: string): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-read-'));
  try {
    const copy = join(folder, basename(file));
    guarded(file, () => {
      for (const end of ['', '-wal']) if (existsSync(`${file}${end}`)) copyFileSync(`${file}${end}`, `${copy}${end}`);
    });
    return imageOf(copy, 0, file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
