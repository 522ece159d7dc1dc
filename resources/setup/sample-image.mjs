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
const bases = ['node:24-alpine', 'node:24-slim', 'node:24', 'node:22-alpine', 'node:22-slim'];

/**
 * Makes one sample image and resolves with its tag: from this machine's Node binary, which needs no registry, where the
 * engine runs such binaries; elsewhere (macOS, Windows, another architecture) from the Dockerfile and a Node base.
 * `env` and `user` make variants for tests, such as `{ FAULT: 'wrong-answer' }`.
 */
export async function sampleImage({ tag, version, weights, env, user = '1000:1000', say = () => {} }) {
  const labels = imageLabels(version);
  if (!(await nativeEngine())) return fromBase({ tag, version, weights, labels, say });
  const { made } = await makeImage({
    tag,
    binaries: { '/bin/node': nodeForImages() },
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
    labels,
    created: JSON.parse(readFileSync(new URL(`weights/${weights}`, digits), 'utf8')).created,
  });
  say(made ? `made ${tag} from this machine's Node` : `${tag} is there`);
  return tag;
}

function modelFiles(weights) {
  const scripts = readdirSync(digits).filter((name) => name.endsWith('.mjs'));
  return {
    ...Object.fromEntries(scripts.map((name) => [`/model/${name}`, { from: new URL(name, digits) }])),
    '/model/weights.json': { from: new URL(`weights/${weights}`, digits) },
  };
}

async function fromBase({ tag, version, weights, labels, say }) {
  const base = await firstPresent(bases);
  if (base === null && (await hasImage(tag))) {
    say(`${tag} is there`);
    return tag;
  }
  say(`building ${tag} from ${base ?? bases[0]}`);
  const names = ['Dockerfile', `weights/${weights}`, ...readdirSync(digits).filter((name) => name.endsWith('.mjs'))];
  const context = names.map((path) => ({
    path,
    type: 'file',
    mode: 0o644,
    content: readFileSync(new URL(path, digits)),
  }));
  const query = new URLSearchParams({
    t: tag,
    buildargs: JSON.stringify({ BASE: base ?? bases[0], WEIGHTS: weights, VERSION: version }),
    labels: JSON.stringify(labels),
    rm: '1',
  });
  await must('POST', `/build?${query}`, { body: tar(context) });
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
