import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const suite = 'trixie';
const packages = ['docker.io', 'containerd', 'runc'];
/** Milliseconds for all of one apt-get call: 70 MB on a slow line, well below a hook's limit. */
const patience = 80_000;

/**
 * The folder with the programs of Debian 13's engine (26.1, API 1.45), fetched once and kept in the user's cache. apt
 * itself, with lists of its own and the machine's mirror and keys, checks signatures and sums; nothing is installed.
 */
export const debianEngine = (): Promise<string> => keptPrograms(`engine-${suite}`, fetchEngine, checkEngine);

/** The folder with `docker-registry` from the machine's own sources, kept in the same way. */
export const registryPrograms = (): Promise<string> => keptPrograms('registry', fetchRegistry, async () => {});

type Work = (folder: string) => Promise<void>;

function keptPrograms(name: string, fetchInto: Work, check: Work): Promise<string> {
  return kept(name, async (making) => {
    await fetchInto(making);
    const programs = await unpack(making);
    await check(programs);
    return programs;
  });
}

/** A folder that is made once, by `make` in a scratch folder, and kept in the user's cache. */
async function kept(name: string, make: (making: string) => Promise<string>): Promise<string> {
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'slipway', 'test');
  const place = join(cache, name);
  if (existsSync(place)) return place;
  mkdirSync(cache, { recursive: true });
  const making = mkdtempSync(join(cache, 'making-'));
  try {
    renameSync(await make(making), place);
    return place;
  } catch (error) {
    // Another run may have been faster.
    if (existsSync(place)) return place;
    throw new Error(`These tests need Debian packages (${name}) that cannot be had: ${whyOf(error)}`);
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
}

async function fetchRegistry(folder: string): Promise<void> {
  const download = () => apt(folder, 'download', '-q', 'docker-registry');
  await download().catch(async () => {
    await apt(folder, 'update', '-q');
    await download();
  });
}

async function fetchEngine(folder: string): Promise<void> {
  const options = await aptFor(folder, suite);
  await apt(folder, ...options, 'update', '-q');
  await apt(folder, ...options, 'download', '-q', ...packages);
}

/** apt's options for a suite of this machine's mirror, with lists and a cache of its own in `folder` and nothing installed. */
async function aptFor(folder: string, release: string): Promise<string[]> {
  const state = join(folder, 'state');
  mkdirSync(join(state, 'lists', 'partial'), { recursive: true });
  mkdirSync(join(folder, 'cache', 'archives', 'partial'), { recursive: true });
  const sources = join(folder, 'sources.list');
  writeFileSync(join(state, 'status'), '');
  writeFileSync(sources, `deb ${keyring()}${await mirror()} ${release} main\n`);
  const settings = {
    'Dir::State': state,
    'Dir::State::status': join(state, 'status'),
    'Dir::Cache': join(folder, 'cache'),
    'Dir::Etc::sourcelist': sources,
    'Dir::Etc::sourceparts': '/dev/null',
    'Dir::Etc::preferences': '/dev/null',
    'Dir::Etc::preferencesparts': '/dev/null',
    'Acquire::Languages': 'none',
    'Acquire::Retries': '1',
    'APT::Sandbox::User': 'root',
    'APT::Install-Recommends': 'false',
    // Without it apt-get update says 0 when nothing answered.
    'APT::Update::Error-Mode': 'any',
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
}

/** The folder with packages of a suite and all that they need, as files; none of them is unpacked or installed. */
export function debianArchives(name: string, release: string, wanted: readonly string[]): Promise<string> {
  return kept(name, async (folder) => {
    const options = await aptFor(folder, release);
    await apt(folder, ...options, 'update', '-q');
    await apt(folder, ...options, 'install', '-y', '-q', '--download-only', ...wanted);
    return join(folder, 'cache', 'archives');
  });
}

/** Where this machine gets its Debian packages from. */
async function mirror(): Promise<string> {
  const only = ['Created-By: Packages', 'Origin: Debian', 'Label: Debian', 'Component: main'];
  const { stdout } = await apt('/', 'indextargets', '--format', '$(REPO_URI)', ...only);
  const [found] = stdout.split('\n').filter(Boolean);
  if (!found) throw new Error('this machine has no Debian sources (run apt-get update, on Debian)');
  return found;
}

function keyring(): string {
  const files = ['debian-archive-keyring.gpg', 'debian-archive-keyring.pgp'].map((it) => `/usr/share/keyrings/${it}`);
  const found = files.find((it) => existsSync(it));
  return found ? `[signed-by=${found}] ` : '';
}

/** All programs of the packages in one folder, to be first on a path. */
async function unpack(folder: string): Promise<string> {
  const tree = join(folder, 'tree');
  const programs = join(folder, 'programs');
  mkdirSync(programs);
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.deb')))
    await run('dpkg', ['-x', join(folder, file), tree]);
  for (const place of ['usr/bin', 'usr/sbin'].map((name) => join(tree, name)).filter((it) => existsSync(it)))
    for (const name of readdirSync(place)) renameSync(join(place, name), join(programs, name));
  return programs;
}

/** Where Debian 13's runc does not run, for it wants a newer C library, the machine's own does. */
async function checkEngine(programs: string): Promise<void> {
  const runc = join(programs, 'runc');
  await run(runc, ['--version']).catch(async () => {
    rmSync(runc);
    await run('runc', ['--version']);
  });
  await run(join(programs, 'dockerd'), ['--version']);
}

function apt(cwd: string, ...args: string[]) {
  return run('apt-get', args, { cwd, timeout: patience, env: { ...process.env, LC_ALL: 'C' } });
}

function whyOf(error: unknown): string {
  const { stderr, killed, message } = error as Error & { stderr?: string; killed?: boolean };
  if (killed) return `no end within ${patience / 1000} s`;
  return stderr?.trim().split('\n').slice(-3).join(' | ') || message;
}
