import { Problem } from '#contract/problem';
import type { Engine } from '../docker/types.ts';
import { hiding } from '../secrets/hiding.ts';
import { valuesOnHost } from '../secrets/on-host.ts';
import { until } from '../service/reading.ts';

/** Milliseconds for the secrets that only the host knows. */
const reading = 3_000;

/** A container may have printed a secret that only its host knows: where that cannot be read, its lines are left out. */
export async function withoutValues(problem: Problem, engine: Engine, service: string): Promise<Problem> {
  try {
    const limit = AbortSignal.timeout(reading);
    return hiding(await until(valuesOnHost(engine, service, limit), limit)).error(problem);
  } catch {
    const { code, message, hint, where, stop } = problem;
    const first = (text: string) => text.split('\n', 1)[0] ?? '';
    return new Problem(code, first(message), { hint: first(hint), ...(where && { where }), ...(stop && { stop }) });
  }
}
