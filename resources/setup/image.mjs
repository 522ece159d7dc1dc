import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ask, must } from './docker.mjs';
import { tar } from './tar.mjs';

/** On an image that was made here: what it was made of. */
export const HASH_LABEL = 'io.slipway.content';
const ARCHITECTURES = { x64: 'amd64', arm64: 'arm64' };

/**
 * Makes an image without a registry, from local binaries and the libraries that `ldd` lists, and tags it `tag`.
 *
 * binaries    { '/bin/node': '/usr/bin/node' } place in the image to local file; the first layer, shared by content
 * files       { '/path': 'text' | Buffer | { from } | { link } | { directory: true }, each with mode, uid, gid }
 * entrypoint, cmd, env (object), expose (ports), user, workdir, stopSignal, labels     as in a Dockerfile
 * created     a date, YYYY-MM-DD; not today's by itself, so that the same content stays the same image
 *
 * Resolves with `{ tag, made }`, `made` false when the engine has the same content under this tag already.
 * The archive is loaded rather than imported: only so are layers shared and is the same content the same image id on
 * every machine. Rejects on other systems than Linux, whose binaries no container can run, and with what ldd or the
 * engine says.
 */
export async function makeImage(settings) {
  const { tag } = settings;
  const { hash, archive } = imageArchive(settings);
  const there = await ask('GET', `/images/${tag}/json`);
  if (there.status === 200 && there.body.Config.Labels?.[HASH_LABEL] === hash) return { tag, made: false };
  await must('POST', '/images/load?quiet=1', { body: archive() });
  if (there.status === 200) await removeNameless(there.body.Id);
  return { tag, made: true };
}

/** The same as an archive to load: `archive()` as a list of Buffers, and the hash of its content, which its label has. */
export function imageArchive({ tag, binaries = {}, files = {}, ...settings }) {
  if (process.platform !== 'linux')
    throw new Error(`${tag}: only a Linux machine has binaries that a container can run`);
  const layers = [layer(withLibraries(binaries)), layer(files)].filter((one) => one !== null);
  const config = imageConfig(settings, layers);
  const hash = sha256(JSON.stringify(config));
  config.config.Labels[HASH_LABEL] = hash;
  return { hash, archive: () => archive(tag, config, layers) };
}

/** Whether the engine runs this machine's own binaries. */
export async function nativeEngine() {
  const { Os, Arch } = await must('GET', '/version');
  return process.platform === 'linux' && Os === 'linux' && Arch === ARCHITECTURES[process.arch];
}

/** Whether the engine has an image under this tag. */
export async function hasImage(tag) {
  return (await ask('GET', `/images/${tag}/json`)).status === 200;
}

/** What the tag pointed to before goes, unless another tag keeps it (a release's pin) or a container uses it. */
async function removeNameless(id) {
  const { status, body } = await ask('GET', `/images/${id}/json`);
  if (status === 200 && (body.RepoTags ?? []).length === 0) await ask('DELETE', `/images/${id}`);
}

function layer(files) {
  const entries = withDirectories(files).map(([path, file]) => entry(path, file));
  if (entries.length === 0) return null;
  const parts = tar(entries);
  return { parts, digest: sha256(parts) };
}

function entry(path, file) {
  const {
    from,
    link,
    directory,
    content,
    mode,
    uid = 0,
    gid = 0,
  } = typeof file === 'string' || Buffer.isBuffer(file) ? { content: file } : file;
  if (directory) return { path, type: 'directory', mode: mode ?? 0o755, uid, gid };
  if (link) return { path, type: 'link', target: link, mode: 0o777, uid, gid };
  return { path, type: 'file', content: content ?? readFileSync(from), mode: mode ?? 0o644, uid, gid };
}

function withDirectories(files) {
  const all = new Map(Object.entries(files));
  for (const path of Object.keys(files))
    for (let parent = dirname(path); parent !== '/'; parent = dirname(parent))
      if (!all.has(parent)) all.set(parent, { directory: true });
  return [...all].sort(([a], [b]) => (a < b ? -1 : 1));
}

function withLibraries(binaries) {
  const files = {};
  for (const [place, from] of Object.entries(binaries)) {
    files[place] = { from, mode: 0o755 };
    for (const library of libraries(from)) files[library] = { from: library, mode: 0o755 };
  }
  return files;
}

/** The libraries of a binary, where its loader looks for them; none when it is static. */
export function libraries(binary) {
  let text;
  try {
    text = execFileSync('ldd', [binary], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    if (/not a dynamic executable|not a valid dynamic/i.test(`${error.stderr}${error.stdout}`)) return [];
    throw new Error(`ldd ${binary}: ${error.stderr || error.message}`);
  }
  if (/not found/.test(text)) throw new Error(`ldd ${binary}: ${text.trim()}`);
  const found = [...text.matchAll(/(?:=>\s*)?(\/\S+) \(0x/g)].map((match) => match[1]);
  return [...found, ...nameServices(found)];
}

/** C libraries before 2.34 load these by name at run time to resolve host names; ldd does not list them. */
function nameServices(found) {
  const libc = found.find((path) => path.endsWith('/libc.so.6'));
  if (!libc) return [];
  return ['libnss_files.so.2', 'libnss_dns.so.2', 'libresolv.so.2']
    .map((name) => join(dirname(libc), name))
    .filter((path) => existsSync(path));
}

function imageConfig(settings, layers) {
  const { entrypoint, cmd, env = {}, expose = [], user, workdir, stopSignal, labels = {} } = settings;
  const created = `${settings.created ?? '1970-01-01'}T00:00:00Z`;
  const path = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
  return {
    architecture: ARCHITECTURES[process.arch] ?? process.arch,
    os: 'linux',
    created,
    config: {
      Env: [path, ...Object.entries(env).map(([name, value]) => `${name}=${value}`)],
      ...(entrypoint ? { Entrypoint: entrypoint } : {}),
      ...(cmd ? { Cmd: cmd } : {}),
      ...(expose.length > 0 ? { ExposedPorts: Object.fromEntries(expose.map((port) => [`${port}/tcp`, {}])) } : {}),
      ...(user ? { User: user } : {}),
      ...(workdir ? { WorkingDir: workdir } : {}),
      ...(stopSignal ? { StopSignal: stopSignal } : {}),
      Labels: { ...labels },
    },
    rootfs: { type: 'layers', diff_ids: layers.map(({ digest }) => `sha256:${digest}`) },
    history: layers.map(() => ({ created, created_by: 'slipway setup' })),
  };
}

function archive(tag, config, layers) {
  const text = JSON.stringify(config);
  const name = `${sha256(text)}.json`;
  const manifest = [{ Config: name, RepoTags: [tag], Layers: layers.map(({ digest }) => `${digest}/layer.tar`) }];
  const file = (path, content) => ({ path, content, type: 'file', mode: 0o644 });
  return tar([
    ...layers.map(({ digest, parts }) => file(`${digest}/layer.tar`, parts)),
    file(name, text),
    file('manifest.json', JSON.stringify(manifest)),
  ]);
}

function sha256(content) {
  const hash = createHash('sha256');
  for (const part of [content].flat()) hash.update(part);
  return hash.digest('hex');
}
