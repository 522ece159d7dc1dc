import { orNull } from './containers.ts';
import type { Wire } from './engine.ts';
import { calling } from './failure.ts';
import type { Engine } from './types.ts';

type Dialled = (error: Error | null, answer: unknown) => void;

/** Only ever GET: what asks through it changes nothing on the engine. */
export function getVerb({ driver, url, deadlines }: Wire): Pick<Engine, 'get'> {
  return {
    get: (path, signal) =>
      orNull(
        calling(`GET ${path}`, { url, deadline: deadlines.read, signal }, (abortSignal) => {
          const { promise, resolve, reject } = Promise.withResolvers<unknown>();
          const told: Dialled = (error, answer) => (error ? reject(error) : resolve(answer));
          driver.modem.dial({ path, method: 'GET', statusCodes: { 200: true }, abortSignal }, told);
          return promise;
        }),
      ),
  };
}
