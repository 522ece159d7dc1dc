import { Problem } from '#contract/problem';

/** An engine that answers with nonsense is an expected failure here: what it says is what is judged. */
export async function understood<T>(host: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError)
      throw notUnderstood(host, error);
    throw error;
  }
}

export const notUnderstood = (host: string, cause: unknown): Problem =>
  new Problem('ENGINE_REFUSED', `What ${host} answers cannot be understood`, {
    hint: 'Check that a Docker engine answers there: "slipway doctor".',
    cause,
  });
