import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import type { TlsFiles } from '#contract/host';

/** Where an engine is; `tls` where files were named for it. */
export type Endpoint = { readonly url: string; readonly tls: TlsFiles | null };
/** A context of the docker command. Only where it leads is ever read of it; nothing that it names is run. */
export type DockerContext = Endpoint & { readonly name: string };

const meta = z.object({
  Name: z.string().min(1),
  Endpoints: z.object({ docker: z.object({ Host: z.string().min(1) }) }),
});
/** Contexts that are looked at, and characters that are kept of a text of theirs. */
const most = 50;
const longest = 200;

/** The folder of the docker command. */
export const dockerFolder = (env: NodeJS.ProcessEnv): string =>
  env.DOCKER_CONFIG || join(env.HOME || homedir(), '.docker');

const metaFolder = (env: NodeJS.ProcessEnv): string => join(dockerFolder(env), 'contexts', 'meta');
const idOf = (name: string): string => createHash('sha256').update(name).digest('hex');

/** Every context there is; what cannot be read is none. */
export async function dockerContexts(env: NodeJS.ProcessEnv): Promise<DockerContext[]> {
  const folder = metaFolder(env);
  const entries = (await readdir(folder).catch(() => [])).slice(0, most);
  const texts = await Promise.all(entries.map((it) => readFile(join(folder, it, 'meta.json'), 'utf8').catch(() => '')));
  const found = await Promise.all(texts.flatMap((text) => contextIn(text, env) ?? []));
  return found.sort((a, b) => a.name.localeCompare(b.name));
}

/** One by its name; null where there is none that can be read. */
export function dockerContext(name: string, env: NodeJS.ProcessEnv): DockerContext | null {
  try {
    return contextIn(readFileSync(join(metaFolder(env), idOf(name), 'meta.json'), 'utf8'), env);
  } catch {
    return null;
  }
}

/** The context that the docker command uses when nothing else is said: shown, and never followed nor changed. */
export async function currentContext(env: NodeJS.ProcessEnv): Promise<string | null> {
  const text = await readFile(join(dockerFolder(env), 'config.json'), 'utf8').catch(() => '');
  return z.object({ currentContext: z.string() }).safeParse(json(text)).data?.currentContext ?? null;
}

function contextIn(text: string, env: NodeJS.ProcessEnv): DockerContext | null {
  const found = meta.safeParse(json(text)).data;
  if (!found) return null;
  const url = found.Endpoints.docker.Host.slice(0, longest);
  const folder = join(dockerFolder(env), 'contexts', 'tls', idOf(found.Name), 'docker');
  const files = { ca: join(folder, 'ca.pem'), cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
  return { name: found.Name.slice(0, longest), url, tls: url.startsWith('tcp://') ? files : null };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
