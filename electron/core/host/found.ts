import { realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { FoundEngine } from '#contract/inventory';
import { Problem } from '#contract/problem';
import { connect } from '../docker/connect.ts';
import { currentContext, dockerContext, dockerContexts } from '../docker/contexts.ts';
import { localUrl } from '../docker/local.ts';
import { namedHosts } from '../docker/ssh/named-hosts.ts';
import type { Hosts } from './hosts.ts';

/** Milliseconds that an engine of this machine may take to say that it is one. */
const patience = 1_500;
/** Hosts of an SSH configuration that are listed. */
const most = 50;

/** Where an engine may listen; `surely` where somebody said so, which is shown also when nothing answers there. */
export type Candidate = {
  readonly name: string;
  readonly url: string;
  readonly why: string;
  readonly surely: boolean;
};

/**
 * Engines of this machine, each tried as `hosts add` would, and those that its configurations name elsewhere, which are
 * only listed: an attempt is seen there, may lock somebody out, and wants answers. Those that nobody named are left out
 * where they are not.
 */
export async function findEngines(known: ReturnType<Hosts['known']>, env: NodeJS.ProcessEnv): Promise<FoundEngine[]> {
  const named = await Promise.all([contexts(env), sshHosts(env)]);
  const candidates = together([...usualPlaces(env, process.getuid?.()), ...named.flat()]);
  const tried = await Promise.all(candidates.map(async (it) => ({ it, ...(await attempt(it.url, env)) })));
  const taken = new Set(known.map(({ name }) => name));
  return tried
    .filter(({ it, state }) => it.surely || state !== 'absent')
    .map(({ it, state, reason }) => {
      const place = placeOf(addressOf(it.url, env));
      const added = known.find(({ url }) => placeOf(url) === place);
      const name = added?.name ?? free(it.name, taken);
      taken.add(name);
      return { name, url: it.url, why: it.why, state, reason, known: added?.name ?? null };
    });
}

/** Pure but for the platform: DOCKER_HOST, Docker's own sockets, and Podman's. */
export function usualPlaces(env: NodeJS.ProcessEnv, uid: number | undefined): Candidate[] {
  const standard = localUrl({});
  const runtime = env.XDG_RUNTIME_DIR ?? (uid === undefined ? null : `/run/user/${uid}`);
  const socket = (name: string, path: string, why: string): Candidate => ({
    name,
    url: `unix://${path}`,
    why,
    surely: false,
  });
  return [
    ...(env.DOCKER_HOST ? [{ name: 'local', url: env.DOCKER_HOST, why: 'DOCKER_HOST names it', surely: true }] : []),
    { name: 'local', url: standard, why: "Docker's usual address", surely: true },
    ...(runtime ? [socket('rootless', join(runtime, 'docker.sock'), 'Docker without root')] : []),
    socket('desktop', join(homedir(), '.docker/run/docker.sock'), 'Docker Desktop'),
    ...(runtime ? [socket('podman', join(runtime, 'podman/podman.sock'), 'Podman without root')] : []),
    socket('podman-root', '/run/podman/podman.sock', 'Podman'),
  ];
}

/** The contexts of the docker command. One with files of its own is added by its name, so that they come with it. */
async function contexts(env: NodeJS.ProcessEnv): Promise<Candidate[]> {
  const [all, current] = await Promise.all([dockerContexts(env), currentContext(env)]);
  return all.map(({ name, url, tls }) => ({
    name: fitted(name),
    url: tls ? `context:${name}` : url,
    why: `Docker context "${name}"${name === current ? ', the current one' : ''}`,
    surely: true,
  }));
}

/** Hosts of the SSH configuration: it does not say which of them have an engine. */
async function sshHosts(env: NodeJS.ProcessEnv): Promise<Candidate[]> {
  const names = await namedHosts(env).catch((error: unknown) => {
    if (error instanceof Problem) return [];
    throw error;
  });
  return names
    .slice(0, most)
    .map((name) => ({ name: fitted(name), url: `ssh://${name}`, why: '~/.ssh/config names it', surely: true }));
}

const isFar = (url: string): boolean => !/^(unix|npipe):/.test(url);

/** One an address, with all that speaks for it. */
export function together(candidates: readonly Candidate[]): Candidate[] {
  const byPlace = Map.groupBy(candidates, ({ url }) => placeOf(url));
  return [...byPlace.values()].flatMap((same) => {
    const [first] = same;
    if (!first) return [];
    return [{ ...first, why: same.map(({ why }) => why).join('; '), surely: same.some(({ surely }) => surely) }];
  });
}

/** /var/run is a link to /run on most machines: the same socket by two names. */
function placeOf(url: string): string {
  if (!url.startsWith('unix://')) return url;
  try {
    return `unix://${realpathSync(url.slice('unix://'.length))}`;
  } catch {
    return url;
  }
}

async function attempt(url: string, env: NodeJS.ProcessEnv): Promise<Pick<FoundEngine, 'state' | 'reason'>> {
  if (isFar(url)) return { state: 'untried', reason: null };
  const deadlines = { read: patience, write: patience };
  try {
    const engine = await connect(url, env, { deadlines });
    engine.close();
    return { state: 'answers', reason: null };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { state: stateOf(error), reason: `${error.message}. ${error.hint}` };
  }
}

/** There, but not for us; or nothing answers there. */
function stateOf(problem: Problem): FoundEngine['state'] {
  const { code } = (problem.cause ?? {}) as { code?: unknown };
  if (code === 'EACCES') return 'refuses';
  return problem.code === 'HOST_UNREACHABLE' || problem.code === 'TIMED_OUT' ? 'absent' : 'refuses';
}

/** Where a context leads, to tell whether it was added. */
function addressOf(url: string, env: NodeJS.ProcessEnv): string {
  return url.startsWith('context:') ? (dockerContext(url.slice('context:'.length), env)?.url ?? url) : url;
}

/** As a host may be called. */
const fitted = (name: string): string =>
  name
    .replace(/[^a-z0-9._-]+/gi, '-')
    .replace(/^[^a-z0-9]+/i, '')
    .slice(0, 60) || 'engine';

function free(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  for (let n = 2; ; n++) if (!taken.has(`${name}-${n}`)) return `${name}-${n}`;
}
