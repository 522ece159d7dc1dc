import { realpathSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import type { FoundEngine } from '#contract/inventory';
import { Problem } from '#contract/problem';
import { connect, localUrl } from '../docker/connect.ts';
import type { Hosts } from './hosts.ts';

/** Milliseconds that an engine of this machine may take to say that it is one. */
const patience = 1_500;
/** Contexts that are looked at, and of a text what is kept. */
const most = 50;
const longest = 200;

/** Where an engine may listen; `surely` where somebody said so, which is shown also when nothing answers there. */
export type Candidate = {
  readonly name: string;
  readonly url: string;
  readonly why: string;
  readonly surely: boolean;
};

/** Engines of this machine, each tried as `hosts add` would; those that nobody named are left out where they are not. */
export async function findEngines(known: ReturnType<Hosts['known']>, env: NodeJS.ProcessEnv): Promise<FoundEngine[]> {
  const candidates = together([...usualPlaces(env, process.getuid?.()), ...(await contexts(env))]);
  const tried = await Promise.all(candidates.map(async (it) => ({ it, ...(await attempt(it.url, env)) })));
  const taken = new Set(known.map(({ name }) => name));
  return tried
    .filter(({ it, state }) => it.surely || state !== 'absent')
    .map(({ it, state, reason }) => {
      const added = known.find(({ url }) => placeOf(url) === placeOf(it.url));
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

const meta = z.object({
  Name: z.string().min(1),
  Endpoints: z.object({ docker: z.object({ Host: z.string().min(1) }) }),
});

/** The contexts of the docker command; what cannot be read is none. */
async function contexts(env: NodeJS.ProcessEnv): Promise<Candidate[]> {
  const folder = join(env.DOCKER_CONFIG ?? join(homedir(), '.docker'), 'contexts/meta');
  const entries = await readdir(folder).catch(() => []);
  const texts = await Promise.all(
    entries.slice(0, most).map((entry) => readFile(join(folder, entry, 'meta.json'), 'utf8').catch(() => '')),
  );
  return texts.flatMap((text) => {
    const found = meta.safeParse(json(text));
    if (!found.success) return [];
    const name = found.data.Name.slice(0, longest);
    const url = found.data.Endpoints.docker.Host.slice(0, longest);
    return [{ name: fitted(name), url, why: `Docker context "${name}"`, surely: true }];
  });
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

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
