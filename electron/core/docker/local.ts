import { dockerContext, type Endpoint } from './contexts.ts';

/**
 * Where the local engine listens, as the docker command decides it: DOCKER_HOST, else the context in DOCKER_CONTEXT, else
 * the platform's default socket. The context that somebody chose with "docker context use" is not followed: a choice in
 * another window must not move what "local" means here.
 */
export function localEndpoint(env: NodeJS.ProcessEnv): Endpoint {
  if (env.DOCKER_HOST) return { url: env.DOCKER_HOST, tls: null };
  if (env.DOCKER_CONTEXT && env.DOCKER_CONTEXT !== 'default') {
    // One that is not there is said when it is opened: what is no engine can still be listed.
    return dockerContext(env.DOCKER_CONTEXT, env) ?? { url: `context:${env.DOCKER_CONTEXT}`, tls: null };
  }
  const url = process.platform === 'win32' ? 'npipe:////./pipe/docker_engine' : 'unix:///var/run/docker.sock';
  return { url, tls: null };
}

export const localUrl = (env: NodeJS.ProcessEnv): string => localEndpoint(env).url;
