import * as z from 'zod';
import type { Engine } from '../docker/types.ts';
import { type Fact, had, missing, type OpenPort } from './facts.ts';

const network = z.object({
  Driver: z.string(),
  Options: z
    .record(z.string(), z.string())
    .nullish()
    .transform((all) => all ?? {}),
});
/** Modes in which a bridge lets others reach what is not published. */
const unguarded = /^(routed|nat-unprotected)$/;

/** Its ports, where all its networks are such that only what is published is reached from outside. */
export async function onBridges(
  engine: Pick<Engine, 'get'>,
  names: readonly string[],
  ports: readonly OpenPort[],
  request: string,
  signal: AbortSignal,
): Promise<Fact<readonly OpenPort[]>> {
  const paths = names.map((name) => `/networks/${encodeURIComponent(name)}`);
  const found = await Promise.all(paths.map((path) => engine.get(path, signal)));
  for (const [at, answer] of found.entries()) {
    if (answer === null) return missing(`Its network ${names[at]} is not there: who would reach it is not known.`);
    const { Driver, Options } = network.parse(answer);
    if (Driver !== 'bridge')
      return missing(`Its network ${names[at]} is a ${Driver}: other machines may reach ports that are not published.`);
    const mode = Object.entries(Options).find(([name, value]) => /gateway_mode/.test(name) && unguarded.test(value));
    if (mode)
      return missing(`Its network ${names[at]} is ${mode[1]}: other machines may reach ports that are not published.`);
  }
  return had(ports, [request, ...paths.map((path) => `GET ${path}`)].join(', '), new Date().toISOString());
}
