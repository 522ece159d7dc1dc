import { readdirSync, readFileSync } from 'node:fs';
import { must } from './docker.mjs';
import { hasImage, makeImage, nativeEngine } from './image.mjs';
import { nodeForImages } from './install.mjs';
import { tar } from './tar.mjs';

/** The two versions of the sample model, oldest first. */
export const SAMPLES = [
  { tag: 'slipway-sample/digits:1.0.0', version: '1.0.0', weights: 'v1.json' },
  { tag: 'slipway-sample/digits:1.1.0', version: '1.1.0', weights: 'v2.json' },
];

const digits = new URL('../sample/digits/', import.meta.url);
/** Images with a Node in them, the smallest first. */
export const SAMPLE_BASES = ['node:24-alpine', 'node:24-slim', 'node:24', 'node:22-alpine', 'node:22-slim'];

/**
 * Makes one sample image and resolves with its tag: from this machine's Node binary, which needs no registry, where the
 * engine runs such binaries; elsewhere (macOS, Windows, another architecture) from the Dockerfile and a Node base.
 * `env` and `user` make variants for tests, such as `{ FAULT: 'wrong-answer' }`.
 */
export async function sampleImage({ tag, version, weights, env, user = '1000:1000', say = () => {} }) {
  const wanted = { tag, version, weights, env, user };
  if (!(await nativeEngine())) return fromBase({ ...wanted, say });
  const { made } = await makeImage(sampleSettings(wanted));
  say(made ? `made ${tag} from this machine's Node` : `${tag} is there`);
  return tag;
}

/** What `makeImage` wants for a sample image from the Node binary `node`. */
export function sampleSettings({ tag, version, weights, env, user = '1000:1000', node = nodeForImages() }) {
  return {
    tag,
    binaries: { '/bin/node': node },
    files: {
      '/etc/passwd': 'root:x:0:0:root:/:/sbin/nologin\nmodel:x:1000:1000:model:/model:/sbin/nologin\n',
      '/etc/group': 'root:x:0:\nmodel:x:1000:\n',
      '/tmp': { directory: true, mode: 0o1777 },
      ...modelFiles(weights),
    },
    entrypoint: ['/bin/node', '/model/server.mjs'],
    expose: [8080],
    env: { NODE_ENV: 'production', ...env },
    user,
    labels: imageLabels(version),
    created: JSON.parse(readFileSync(new URL(`weights/${weights}`, digits), 'utf8')).created,
  };
}

/** What the engine's build wants where no binary of this machine runs: the context as a list of Buffers, and the query. */
export function sampleBuild({ tag, version, weights, base = SAMPLE_BASES[0] }) {
  const names = ['Dockerfile', `weights/${weights}`, ...readdirSync(digits).filter((name) => name.endsWith('.mjs'))];
  const context = names.map((path) => ({
    path,
    type: 'file',
    mode: 0o644,
    content: readFileSync(new URL(path, digits)),
  }));
  const buildargs = { BASE: base, WEIGHTS: weights, VERSION: version };
  return { context: tar(context), query: { t: tag, buildargs, labels: imageLabels(version), rm: true } };
}

function modelFiles(weights) {
  const scripts = readdirSync(digits).filter((name) => name.endsWith('.mjs'));
  return {
    ...Object.fromEntries(scripts.map((name) => [`/model/${name}`, { from: new URL(name, digits) }])),
    '/model/weights.json': { from: new URL(`weights/${weights}`, digits) },
  };
}

async function fromBase({ tag, version, weights, say }) {
  const base = await firstPresent(SAMPLE_BASES);
  if (base === null && (await hasImage(tag))) {
    say(`${tag} is there`);
    return tag;
  }
  say(`building ${tag} from ${base ?? SAMPLE_BASES[0]}`);
  const { context, query } = sampleBuild({ tag, version, weights, ...(base ? { base } : {}) });
  const { t, buildargs, labels } = query;
  const words = new URLSearchParams({
    t,
    buildargs: JSON.stringify(buildargs),
    labels: JSON.stringify(labels),
    rm: '1',
  });
  await must('POST', `/build?${words}`, { body: context });
  return tag;
}

async function firstPresent(tags) {
  for (const tag of tags) if (await hasImage(tag)) return tag;
  return null;
}

function imageLabels(version) {
  return {
    'org.opencontainers.image.title': 'Slipway sample: handwritten digits',
    'org.opencontainers.image.version': version,
    'org.opencontainers.image.licenses': 'MIT',
  };
}
