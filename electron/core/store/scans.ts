import type { Connection } from './connection.ts';

/** What a scanner found in one image: see `core/scan/scan.ts`. */
export type RecordedScan = {
  readonly id: string;
  readonly digest: string;
  readonly scanner: string;
  readonly version: string | null;
  /** When its data was made; null where that is not known. */
  readonly database: string | null;
  readonly at: string;
  readonly critical: readonly string[];
  readonly high: readonly string[];
  readonly recognised: boolean;
  readonly endOfLife: boolean;
};

/** `since` is when the oldest of what is still in it was found. */
export type KeptScan = RecordedScan & { readonly since: string };

export type ScanStore = {
  /** Replaces what was kept of the same image. */
  keep(scan: RecordedScan): void;
  /** By the image's id at its engine. */
  of(id: string): KeptScan | null;
  /** Of the image that a release's digest names: the newest, where that is another image on another platform. */
  ofDigest(digest: string): KeptScan | null;
};

type Row = { readonly since: string; readonly scan: string };

export const scansIn = (connection: Connection): ScanStore => {
  const put = connection.prepare(
    'INSERT OR REPLACE INTO scan (id, digest, since, scan) VALUES (@id, @digest, @since, @scan)',
  );
  const one = connection.prepare<Row>('SELECT since, scan FROM scan WHERE id = @id');
  const named = connection.prepare<Row>(
    `SELECT since, scan FROM scan WHERE digest = @digest ORDER BY json_extract(scan, '$.at') DESC LIMIT 1`,
  );
  const kept = (row: Row | undefined | null): KeptScan | null =>
    row ? { ...(JSON.parse(row.scan) as RecordedScan), since: row.since } : null;
  const of = (id: string) => kept(one.one({ id }));
  return {
    keep: (scan) =>
      connection.atomically(() => {
        const { id, digest } = scan;
        put.run({ id, digest, since: sinceOf(scan, of(id)), scan: JSON.stringify(scan) });
      }),
    of,
    ofDigest: (digest) => kept(named.one({ digest })),
  };
};

function sinceOf(scan: RecordedScan, earlier: KeptScan | null): string {
  const known = new Set([...(earlier?.critical ?? []), ...(earlier?.high ?? [])]);
  const isLeft = [...scan.critical, ...scan.high].some((id) => known.has(id));
  return earlier && isLeft ? earlier.since : scan.at;
}
