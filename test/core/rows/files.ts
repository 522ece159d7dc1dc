import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRows, type ReadRow, type RowsFile } from '#core/rows/read';

/** A folder for files of one test. */
export function folder(): Disposable & { write(name: string, content: string | Uint8Array): string } {
  const path = mkdtempSync(join(tmpdir(), 'slipway-rows-'));
  return {
    write(name, content) {
      writeFileSync(join(path, name), content);
      return join(path, name);
    },
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** All rows of a file: their values, or in words why they cannot be read. */
export async function rowsOf(file: RowsFile): Promise<unknown[]> {
  await using open = await openRows(file);
  const found: ReadRow[] = [];
  for await (const row of open.rows) found.push(row);
  return found.map((it) => ('broken' in it ? it.broken : it.value));
}
