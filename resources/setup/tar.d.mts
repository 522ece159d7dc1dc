type Entry = { path: string; mode: number; uid?: number; gid?: number };

export function tar(
  entries: (Entry &
    (
      | { type: 'file'; content: string | Buffer | Buffer[] }
      | { type: 'directory' }
      | { type: 'link'; target: string }
    ))[],
): Buffer[];
export function total(parts: readonly Buffer[]): number;
