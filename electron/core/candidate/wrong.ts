import { Problem } from '#contract/problem';

/** What nobody expected is a problem too: somebody is waiting to be told. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new Problem('ENGINE_REFUSED', `It could not be tried: ${message}`, { hint: 'Try it again.', cause: error });
}

/** What a deployment of the service took away in the middle has no fault of its own. */
export function swept(name: string, cause: unknown): unknown {
  const isNews =
    cause instanceof Problem &&
    (cause.code === 'NO_ANSWER' || cause.code === 'NOT_READY' || cause.code === 'ENGINE_NOT_FOUND');
  if (!isNews) return cause;
  return new Problem('INTERRUPTED', `${name} was removed while it was tried: a deployment of its service does so`, {
    hint: 'Look at the service, then try it again.',
    cause,
  });
}

export const cancelled = (): Problem =>
  new Problem('INTERRUPTED', 'Nobody follows it any more', { hint: 'Try it again when you are ready.' });

export const unknown = (id: string): Problem =>
  new Problem('UNKNOWN_CONTAINER', `Nothing goes on as ${id} (any more)`, { hint: 'Try it again.' });

export function unlessProblem(error: unknown): null {
  if (error instanceof Problem) return null;
  throw error;
}
