import { makeImage } from '#resources/setup/image.mjs';
import { nodeForImages } from '#resources/setup/install.mjs';
import { docker } from './command.ts';

/**
 * A stand-in for a model, the same for everybody: it listens 50 ms after its process began, answers "/" with its version
 * at once, and "/work" after 5 ms, two requests at a time, so that what it carries is its own and not the machine's.
 */
const source = `
const { VERSION, READY_AFTER, WORK_MS, AT_ONCE } = process.env;
const waiting = [];
let busy = 0;
const begin = () => {
  while (busy < Number(AT_ONCE) && waiting.length > 0) {
    const response = waiting.shift();
    busy++;
    setTimeout(() => { busy--; response.end(VERSION); begin(); }, Number(WORK_MS));
  }
};
const server = require('node:http').createServer((request, response) => {
  if (request.url !== '/work') return response.end(VERSION);
  waiting.push(response);
  begin();
});
server.keepAliveTimeout = 65000;
process.on('SIGTERM', () => { server.close(() => process.exit(0)); server.closeIdleConnections(); });
setTimeout(() => server.listen(8080), Math.max(0, Number(READY_AFTER) - performance.now()));
`;

export const work = { ms: 5, atOnce: 2 };
export const versions = ['v1', 'v2'] as const;
export type Version = (typeof versions)[number];
export const other = (version: Version): Version => (version === 'v1' ? 'v2' : 'v1');
export const appImage = (version: Version): string => `slipway-bench/app:${version}`;
export const appPort = 8080;

export async function removeApp(): Promise<void> {
  for (const version of versions) await docker('rmi', appImage(version)).catch(() => {});
}

/** Makes both versions on the engine that DOCKER_HOST names. */
export async function makeApp(): Promise<void> {
  for (const version of versions) {
    await makeImage({
      tag: appImage(version),
      binaries: { '/bin/node': nodeForImages() },
      files: { '/app.cjs': source },
      entrypoint: ['/bin/node', '/app.cjs'],
      expose: [appPort],
      env: { VERSION: version, READY_AFTER: '50', WORK_MS: `${work.ms}`, AT_ONCE: `${work.atOnce}` },
      labels: { 'org.opencontainers.image.version': version },
    });
  }
}
