import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { canInstall, installPackages } from './apt.mjs';
import { ask, must } from './docker.mjs';
import { hasImage, makeImage, nativeEngine } from './image.mjs';

export const GATEWAY_LABEL = 'io.slipway.gateway';
const OFFICIAL = 'haproxy:3.2-alpine';
// A registry that answers does so well within this; without one an engine can try for minutes.
const REGISTRY_WITHIN = 15_000;

const programs = [
  { name: 'haproxy', package: 'haproxy', places: ['/usr/sbin/haproxy', '/usr/local/sbin/haproxy'] },
  { name: 'busybox', package: 'busybox-static', places: ['/bin/busybox', '/usr/bin/busybox'] },
  { name: 'flock', package: 'util-linux', places: ['/usr/bin/flock', '/bin/flock'] },
];

/**
 * Sees to it that the engine has an image that a gateway can run from, and resolves with its tag. In this order: the
 * official one if it is there, one made here earlier, the official one from a registry, one made from this machine's
 * haproxy, busybox and flock. Rejects with what to install where none of these is possible.
 */
export async function gatewayImage({ say = () => {} } = {}) {
  if (await hasImage(OFFICIAL)) {
    say(`${OFFICIAL} is there`);
    return OFFICIAL;
  }
  const earlier = await madeEarlier();
  if (earlier && programs.some(({ places }) => !places.some(existsSync))) return earlier;
  if (!earlier && (await pulled())) {
    say(`pulled ${OFFICIAL}`);
    return OFFICIAL;
  }
  return localGateway({ say });
}

/** Makes `slipway/gateway-local:<haproxy version>` from this machine's programs and resolves with the tag. */
export async function localGateway({ say = () => {} } = {}) {
  if (!(await nativeEngine()))
    throw new Error(`No gateway image: load ${OFFICIAL} into the engine (docker pull, or docker load from a file).`);
  const { haproxy, busybox, flock } = findPrograms(say);
  const version = /version (\d+\.\d+\.\d+)/.exec(run(haproxy, '-v'))?.[1] ?? 'unknown';
  const tag = `slipway/gateway-local:${version}`;
  const applets = run(busybox, '--list')
    .split('\n')
    .filter((name) => name && name !== 'busybox' && name !== 'flock');
  const { made } = await makeImage({
    tag,
    binaries: { '/usr/sbin/haproxy': haproxy, '/bin/busybox': busybox, '/usr/bin/flock': flock },
    files: {
      ...Object.fromEntries(applets.map((name) => [`/bin/${name}`, { link: 'busybox' }])),
      // The official image has its binary here; scripts may name either place.
      '/usr/local/sbin/haproxy': { link: '/usr/sbin/haproxy' },
      '/etc/passwd': 'root:x:0:0:root:/:/bin/sh\nhaproxy:x:99:99:haproxy:/var/lib/haproxy:/bin/sh\n',
      '/etc/group': 'root:x:0:\nhaproxy:x:99:\n',
      '/etc/nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files dns\n',
      '/tmp': { directory: true, mode: 0o1777 },
      '/var/lib/haproxy': { directory: true, uid: 99, gid: 99 },
      '/usr/local/etc/haproxy': { directory: true, uid: 99, gid: 99 },
    },
    cmd: ['haproxy', '-f', '/usr/local/etc/haproxy/haproxy.cfg'],
    user: '99:99',
    workdir: '/var/lib/haproxy',
    stopSignal: 'SIGUSR1',
    env: { HAPROXY_VERSION: version },
    labels: {
      [GATEWAY_LABEL]: 'true',
      'org.opencontainers.image.title': 'Slipway gateway, made from this machine',
      'org.opencontainers.image.version': version,
    },
  });
  say(made ? `made ${tag} from this machine's haproxy` : `${tag} is there`);
  return tag;
}

async function madeEarlier() {
  const filters = encodeURIComponent(JSON.stringify({ label: [`${GATEWAY_LABEL}=true`] }));
  const images = await must('GET', `/images/json?filters=${filters}`);
  return images.flatMap((image) => image.RepoTags ?? [])[0];
}

async function pulled() {
  const [name, tag] = OFFICIAL.split(':');
  const path = `/images/create?fromImage=${name}&tag=${tag}`;
  await ask('POST', path, { timeout: REGISTRY_WITHIN }).catch(() => {});
  return hasImage(OFFICIAL);
}

function findPrograms(say) {
  const missing = () => programs.filter(({ places }) => !places.some(existsSync)).map((program) => program.package);
  if (missing().length > 0 && canInstall()) installPackages(missing(), { say });
  if (missing().length > 0)
    throw new Error(`No gateway image and no registry: install ${missing().join(', ')} here, or load ${OFFICIAL}.`);
  return Object.fromEntries(programs.map(({ name, places }) => [name, places.find(existsSync)]));
}

function run(file, ...args) {
  return execFileSync(file, args, { encoding: 'utf8' });
}
