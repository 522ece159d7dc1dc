import { glob, readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { Problem } from '#contract/problem';

/** One line of an SSH configuration; what an Include names stands below it. */
export type Directive = {
  readonly keyword: string;
  readonly values: readonly string[];
  readonly file: string;
  readonly line: number;
  readonly included: readonly Directive[];
};

/** As OpenSSH: an Include in an Include and so on, but not without end. */
const deepest = 16;
const mostFiles = 100;

/** Pure: the lines of one file. Keywords are in lower case; values may be quoted, and may follow an "=". */
export function directivesOf(text: string, file: string): Omit<Directive, 'included'>[] {
  return text.split('\n').flatMap((raw, index) => {
    const [, keyword, rest = ''] = /^\s*([a-z0-9]+)(?:\s*=\s*|\s+)(.*?)\s*$/i.exec(raw.replace(/\r$/, '')) ?? [];
    if (keyword === undefined) return [];
    const values = [...rest.matchAll(/"([^"]*)"|(#.*$)|([^\s"]+)/g)].flatMap(([, quoted, comment, plain]) =>
      comment === undefined ? [quoted ?? plain ?? ''] : [],
    );
    return [{ keyword: keyword.toLowerCase(), values, file, line: index + 1 }];
  });
}

/**
 * Reads a configuration and what it includes; relative names are looked for in `folder`, "~" is `home`. A file that is
 * not there says nothing. HOST_UNREACHABLE for one that may not be read, since it could name another machine.
 */
export async function readConfig(
  file: string,
  where: { readonly folder: string; readonly home: string },
  depth = 0,
): Promise<Directive[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => unreadable(file, error));
  const found: Directive[] = [];
  for (const it of directivesOf(text, file)) {
    const included: Directive[] = [];
    if (it.keyword === 'include' && depth < deepest)
      for (const pattern of it.values)
        for (const name of await filesLike(placeOf(pattern, where)))
          included.push(...(await readConfig(name, where, depth + 1)));
    found.push({ ...it, included });
  }
  return found;
}

async function filesLike(pattern: string): Promise<string[]> {
  const found: string[] = [];
  for await (const name of glob(pattern)) if (found.push(name) >= mostFiles) break;
  return found.sort();
}

function placeOf(written: string, { folder, home }: { folder: string; home: string }): string {
  if (written === '~' || written.startsWith('~/')) return join(home, written.slice(1));
  return isAbsolute(written) ? written : join(folder, written);
}

function unreadable(file: string, error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return '';
  throw new Problem('HOST_UNREACHABLE', `The SSH configuration ${file} cannot be read (${error.code})`, {
    hint: 'It may say how the host is reached: make it readable for your user.',
    cause: error,
  });
}
