import { Problem } from '#contract/problem';

/** What a NO_ANSWER carries: `refused` means that nothing listens there; `status` is set when an answer began and broke off. */
export type NoAnswerCause = {
  readonly refused: boolean;
  readonly late: boolean;
  readonly status: number | null;
  readonly error?: unknown;
};

export function noAnswer(message: string, cause: Partial<NoAnswerCause> = {}): Problem {
  const whole: NoAnswerCause = { refused: false, late: false, status: null, ...cause };
  return new Problem('NO_ANSWER', message, { hint: hint(whole), cause: whole });
}

/** What a reach says of a question that nobody answered; null for any other failure. */
export function noAnswerCause(error: unknown): NoAnswerCause | null {
  if (!(error instanceof Problem) || error.code !== 'NO_ANSWER') return null;
  const { cause } = error;
  return typeof cause === 'object' && cause !== null && 'refused' in cause ? (cause as NoAnswerCause) : null;
}

/** Codes of Node's that say that nothing listens at an address, or that there is no such address. */
const closedPort = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** A failed dial as a NO_ANSWER; a Problem (the engine's own failure) stays what it is. */
export function failedDial(what: string, error: unknown): Problem {
  if (error instanceof Problem) return error;
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const refused = closedPort.has(code);
  const why = refused ? `nothing listens there (${code})` : `the connection failed (${code || String(error)})`;
  return noAnswer(`${what}: ${why}`, { refused, error });
}

function hint(cause: NoAnswerCause): string {
  if (cause.refused)
    return 'Check that the model listens on 0.0.0.0 and not on 127.0.0.1, and that model.port is its port.';
  if (cause.late) return 'Read the log of the replica: it accepts connections but does not answer.';
  return 'Read the log of the replica: it closed the connection, or does not speak HTTP on this port.';
}
