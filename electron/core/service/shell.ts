/** One word for a POSIX shell: as it is where nothing in it means anything, else in single quotes. */
export function shellWord(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** A command over several lines: an option and its value stay together. */
export const shellLines = (parts: readonly (readonly string[])[]): string =>
  parts.map((words) => words.join(' ')).join(' \\\n  ');
