/** What a scanner told of one image, read out of its JSON. */
export type Told = {
  /** The image that it looked at, as the digest of that image's configuration. */
  readonly image: string;
  readonly version: string | null;
  /** When the data that it knows by was made, ISO 8601; null where it does not tell. */
  readonly database: string | null;
  /** Vulnerabilities that are mended upstream, each once, by their ids. */
  readonly critical: readonly string[];
  readonly high: readonly string[];
  /** Whether it knew anything of what is in the image: what it does not know it finds no fault with. */
  readonly recognised: boolean;
  /** That nothing is mended upstream any more, since the distribution's time is over. */
  readonly endOfLife: boolean;
};

/** One scanner's way to be asked: arguments, environment, and how its answer reads. It is never run through a shell. */
export type Tool = {
  readonly name: 'trivy' | 'grype';
  /** Reads `archive`, which `docker save` made, and writes JSON to standard output. */
  args(archive: string): string[];
  /** Set as environment, since a version that knows no such option passes it over. */
  readonly env: Readonly<Record<string, string>>;
  /** Added to it where its data cannot be brought up to date: it scans by what it has. */
  readonly offline: Readonly<Record<string, string>>;
  /** Arguments by which it tells of its data, where the report does not. */
  readonly about: readonly string[] | null;
  /** Throws a ZodError where that is not such an answer. */
  read(report: unknown, about: unknown): Told;
};
