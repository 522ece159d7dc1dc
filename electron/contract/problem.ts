import * as z from 'zod';

/** Every failure that Slipway expects. Anything else is a bug and is thrown as it is. */
export const problemCodes = [
  'BAD_COMMAND',
  'BAD_FILE',
  'NOT_SUPPORTED',
  'UNKNOWN_HOST',
  'UNKNOWN_SERVICE',
  'UNKNOWN_RELEASE',
  'UNKNOWN_CONTAINER',
  'UNKNOWN_DEPLOYMENT',
  'UNKNOWN_SECRET',
  'GAP_NOT_ALLOWED',
  'CONFIRMATION_NEEDED',
  'READ_ONLY',
  'CHANGED_MEANWHILE',
  'STOPPED',
  'HOST_UNREACHABLE',
  'BUSY',
  'ENGINE_REFUSED',
  'ENGINE_NOT_FOUND',
  'ENGINE_CONFLICT',
  'TIMED_OUT',
  'PULL_FAILED',
  'NOT_READY',
  'WRONG_ANSWER',
  'NO_ANSWER',
  'GATEWAY_FAILED',
  'RECORD_FAILED',
  'SCAN_FAILED',
  'NEEDS_PERSON',
  'INTERRUPTED',
] as const;
export const problemCode = z.enum(problemCodes);
export type ProblemCode = z.infer<typeof problemCode>;

/** The only twelve findings that keep a deployment from going ahead at every stage. */
export const stopIds = [
  'wrong-architecture',
  'does-not-fit',
  'taken-by-another',
  'no-right-answer',
  'not-resolvable',
  'no-way-back',
  'breaking-change',
  'privileged',
  'open-without-key',
  'administration-open',
  'secret-visible',
  'gpu-absent',
] as const;
export const stopId = z.enum(stopIds);
export type StopId = z.infer<typeof stopId>;

/** The stops that a person may live with; every other one is refused. */
export const acceptableStops = ['no-way-back', 'breaking-change'] as const satisfies readonly StopId[];
export type AcceptableStop = (typeof acceptableStops)[number];

/** A place in a file; line and column count from 1. */
export const place = z.object({ file: z.string(), line: z.number().int(), column: z.number().int() });
export type Place = z.infer<typeof place>;

/**
 * What a person could answer at once so that it goes on: that a machine's key is the right one, a key file's passphrase, or
 * that a guarded host is meant, by its name.
 */
export const asked = z.discriminatedUnion('what', [
  z.object({ what: z.literal('host-key'), at: z.string(), kind: z.string(), fingerprint: z.string() }),
  z.object({ what: z.literal('passphrase'), file: z.string() }),
  z.object({
    what: z.literal('agreement'),
    host: z.string(),
    how: z.enum(['confirm', 'type-name']),
    act: z.string(),
  }),
]);
export type Asked = z.infer<typeof asked>;

export const problemShape = z.object({
  code: problemCode,
  message: z.string(),
  hint: z.string(),
  where: place.optional(),
  stop: stopId.optional(),
  asks: asked.optional(),
  /** The checks whose failures keep it out of production, all of them. */
  blockers: z.array(z.string()).optional(),
});
export type ProblemShape = z.infer<typeof problemShape>;

type Details = {
  hint: string;
  where?: Place;
  stop?: StopId;
  asks?: Asked;
  blockers?: readonly string[];
  cause?: unknown;
};

/** An expected failure: `message` says what happened, `hint` what to do about it. */
export class Problem extends Error {
  override name = 'Problem';
  readonly code: ProblemCode;
  readonly hint: string;
  readonly where: Place | undefined;
  readonly stop: StopId | undefined;
  readonly asks: Asked | undefined;
  readonly blockers: string[] | undefined;

  constructor(code: ProblemCode, message: string, details: Details) {
    super(message, 'cause' in details ? { cause: details.cause } : undefined);
    this.code = code;
    this.hint = details.hint;
    this.where = details.where;
    this.stop = details.stop;
    this.asks = details.asks;
    this.blockers = details.blockers && [...details.blockers];
  }

  toJSON(): ProblemShape {
    return {
      code: this.code,
      message: this.message,
      hint: this.hint,
      ...(this.where ? { where: this.where } : {}),
      ...(this.stop ? { stop: this.stop } : {}),
      ...(this.asks ? { asks: this.asks } : {}),
      ...(this.blockers ? { blockers: this.blockers } : {}),
    };
  }
}
