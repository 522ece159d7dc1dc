import type { Directive } from './config-file.ts';
import { configOf, hereBy } from './route.ts';

/** The hosts that the operator's SSH configuration names, without patterns. HOST_UNREACHABLE where it cannot be read. */
export async function namedHosts(env: NodeJS.ProcessEnv): Promise<string[]> {
  return namesIn(await configOf(hereBy(env)));
}

/** Pure: each once, in their order. Forges are no hosts for engines. */
export function namesIn(config: readonly Directive[]): string[] {
  const named = config.flatMap(({ keyword, values, included }) => [
    ...(keyword === 'host' ? values : []),
    ...namesIn(included),
  ]);
  return [...new Set(named)].filter((it) => /^[a-z0-9][a-z0-9._-]*$/i.test(it) && !forges.has(it.toLowerCase()));
}

const forges = new Set(['github.com', 'gitlab.com', 'bitbucket.org', 'ssh.dev.azure.com', 'codeberg.org']);
