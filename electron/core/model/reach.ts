/** One HTTP request to one replica. `body` is sent as it is; `deadline` is milliseconds for the whole answer. */
export type ReachRequest = {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly deadline: number;
};

/** `ms` is to the last byte, `firstByteMs` to the first byte of the body; the body is cut at 8 MiB (`cut`). */
export type ReachAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly ms: number;
  readonly firstByteMs: number;
  readonly cut: boolean;
};

/**
 * The way to one replica's port. Fails with Problem NO_ANSWER when nothing answers there (refused, reset, unresolved,
 * past the deadline): `refused` in its cause tells a closed port from a hanging one.
 */
export type Reach = (request: ReachRequest, signal: AbortSignal) => Promise<ReachAnswer>;
