import type { Problem } from '#contract/problem';

/** Words in which programs and the C library say that something is forbidden or missing (errno(3)). */
const tells =
  /permission denied|operation not permitted|read-only file system|EACCES|EPERM|EROFS|ENOENT|EAI_AGAIN|name resolution|getaddrinfo|network is unreachable|no such file|cannot allocate|out of memory|setgid|setuid|chown/i;
/** What programs print of an error besides its sentence: "code: 'EACCES',". */
const detail = /^["']?(code|errno|syscall|path)["']?:/;
const longest = 200;

/** Pure: the line of a log that says why it did not work; where none does the last one, or what was found wrong. */
export function lineThatSaysWhy(lines: readonly string[], { message }: Pick<Problem, 'message'>): string {
  const said = lines.map(clean).filter((line) => line !== '');
  const line = said.findLast((it) => tells.test(it) && !detail.test(it));
  if (line) return line.slice(0, longest);
  const first = clean(message.split('\n', 1)[0] ?? '').replace(/ Its last lines:$/, '');
  const last = said.at(-1);
  const isEnd = /exited with code|keeps ending/.test(first);
  return (isEnd && last ? `${first} ${last}` : first).slice(0, longest);
}

/** Pure: the folders of paths that a log names as read-only. */
export function deniedFolders(lines: readonly string[]): string[] {
  const paths = lines.flatMap((line) => {
    if (!/read-only file system|EROFS/i.test(line)) return [];
    return [...line.matchAll(/(?<![\w.:/])\/[\w.@+-]+(?:\/[\w.@+-]+)*/g)].map(([path]) => path);
  });
  return [...new Set(paths.map((path) => path.slice(0, path.lastIndexOf('/')) || path))];
}

const clean = (line: string): string => line.replace(/[\p{Cc}\p{Cf}]+/gu, ' ').trim();
