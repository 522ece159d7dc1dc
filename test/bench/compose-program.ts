// Docker Compose: the one that is here, else Debian 13's package, unpacked into a cache and not installed.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { run, which } from './command.ts';

export type ComposeProgram = { readonly command: readonly string[]; readonly version: string };

const wanted = 'trixie';
const plugins = ['/usr/libexec/docker/cli-plugins', '/usr/lib/docker/cli-plugins', '/usr/local/lib/docker/cli-plugins'];
const cached = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'slipway-bench', 'docker-compose');

/** Null where there is none and none can be had; `say` tells what is fetched. */
export async function composeProgram(say: (line: string) => void): Promise<ComposeProgram | null> {
  const here = [...plugins.map((folder) => join(folder, 'docker-compose')), cached].find(existsSync);
  const program = here ?? (await fetched(say)) ?? which('docker-compose');
  if (!program) return null;
  return { command: [program], version: (await run(program, ['version', '--short'])).trim() };
}

async function fetched(say: (line: string) => void): Promise<string | null> {
  if (!which('apt-get') || !which('dpkg-deb')) return null;
  say(`fetching Docker Compose from Debian's ${wanted} (kept in ${cached})`);
  mkdirSync(join(cached, '..'), { recursive: true });
  const folder = mkdtempSync(`${cached}-`);
  try {
    await unpack(folder);
    renameSync(join(folder, 'out/usr/libexec/docker/cli-plugins/docker-compose'), cached);
    return cached;
  } catch (error) {
    say(`no Compose from there: ${error instanceof Error ? error.message : error}`);
    return null;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** apt in a folder of its own: the machine's lists, sources and packages stay as they are. */
async function unpack(folder: string): Promise<void> {
  const lists = join(folder, 'lists');
  const archives = join(folder, 'cache/archives');
  for (const path of [lists, archives]) mkdirSync(join(path, 'partial'), { recursive: true });
  const sources = join(folder, 'sources.list');
  writeFileSync(
    sources,
    `deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${await mirror()} ${wanted} main\n`,
  );
  const settings = [
    `Dir::Etc::SourceList=${sources}`,
    'Dir::Etc::SourceParts=/dev/null',
    `Dir::State::Lists=${lists}`,
    `Dir::Cache=${join(folder, 'cache')}`,
    'APT::Sandbox::User=root',
  ].flatMap((setting) => ['-o', setting]);
  await run('apt-get', [...settings, 'update']);
  const download = ['cd "$1" && shift && exec apt-get "$@"', 'sh', archives, ...settings, 'download', 'docker-compose'];
  await run('sh', ['-c', ...download]);
  const [name = ''] = readdirSync(archives).filter((it) => it.endsWith('.deb'));
  await run('dpkg-deb', ['-x', join(archives, name), join(folder, 'out')]);
}

/** Where this machine gets Debian from. */
async function mirror(): Promise<string> {
  const targets = await run('apt-get', ['indextargets', '--format', '$(SITE) $(CODENAME) $(LABEL)']);
  const site = targets
    .split('\n')
    .find((line) => / [a-z]+ Debian$/.test(line))
    ?.split(' ')[0];
  if (site) return site;
  throw new Error('this machine has no Debian sources');
}
