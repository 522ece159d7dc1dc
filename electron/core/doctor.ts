import { constants, existsSync } from 'node:fs';
import { access, stat, statfs } from 'node:fs/promises';
import type { Diagnosis, Paths } from '#contract/doctor';
import { recordFindings } from './history/findings.ts';
import { examineHosts } from './host/examine.ts';
import type { Hosts } from './host/hosts.ts';
import { type Neighbour, otherSurroundings } from './owner.ts';
import { examineSecrets } from './secrets/examine.ts';
import type { Vault } from './secrets/vault.ts';
import { serviceStatus } from './service/status.ts';
import { leastFree } from './store/room.ts';
import type { Store } from './store/store.ts';

/** `gatewayImage` is the setting of that name; null for the default. `node` is the version that runs. */
export type DoctorDeps = {
  readonly hosts: Pick<Hosts, 'known' | 'open'>;
  readonly store: Pick<Store, 'deployments' | 'copies' | 'file' | 'trouble' | 'lost' | 'requireLegible' | 'health'>;
  readonly vault: Vault;
  readonly paths: Paths;
  /** The process that has the data folder, where it is not this one. */
  readonly neighbour?: () => Promise<Neighbour | null>;
  readonly gatewayImage: string | null;
  readonly node?: string;
};

export type Finding = Diagnosis['problems'][number];

/** What better-sqlite3 13 and the sources' own syntax need (package.json pins it). */
const leastNode = 24;
/** Bytes: below the first no deployment begins, the second lasts for about 10,000 deployments. */
const freeDisk = { blocker: leastFree, warning: 1024 ** 3 } as const;

/** Looks at the machine, the data folder, the record and every host, and changes nothing. `ok` is false with a blocker. */
export async function diagnose(deps: DoctorDeps): Promise<Diagnosis> {
  const found = await Promise.all([
    machine(deps.node ?? process.versions.node),
    dataFolder(deps.paths.home),
    (deps.neighbour?.() ?? Promise.resolve(null)).then((found) => [
      ...owner(found),
      ...recordGone(found, deps.paths.database),
    ]),
    recordFindings(deps.store),
    examineSecrets(deps.vault),
    examineHosts(deps),
    services(deps),
  ]);
  const problems = found.flat().sort((a, b) => weight[a.severity] - weight[b.severity]);
  return { ok: problems.every(({ severity }) => severity !== 'blocker'), problems };
}

const weight: Readonly<Record<Finding['severity'], number>> = { blocker: 0, warning: 1, advice: 2 };

export function machine(version: string): Finding[] {
  if (Number.parseInt(version, 10) >= leastNode) return [];
  const what = `Node ${version} runs this; Slipway needs Node ${leastNode}`;
  return [
    {
      severity: 'blocker',
      where: 'machine',
      what,
      hint: 'Run "npm ci" and start it with npm: it brings its own Node.',
    },
  ];
}

async function dataFolder(home: string): Promise<Finding[]> {
  const where = 'data folder';
  try {
    const { mode } = await stat(home);
    await access(home, constants.W_OK | constants.X_OK);
    return [...openFolder(home, mode), ...(await fullDisk(home))];
  } catch (error) {
    const what = `${home} cannot be written (${(error as NodeJS.ErrnoException).code})`;
    return [{ severity: 'blocker', where, what, hint: 'Make it writable, or name another folder in SLIPWAY_HOME.' }];
  }
}

/** Of a process that has the folder and answers to the same engine nothing is to be said: commands attach to it. */
export function owner(found: Neighbour | null, env: NodeJS.ProcessEnv = process.env): Finding[] {
  if (found === null) return [];
  const { pid, console, since } = found.note;
  const where = 'data folder';
  const who = `process ${pid} (${console}, since ${since})`;
  const other = otherSurroundings(found.note, env);
  if (!found.answers) {
    return [
      {
        severity: 'blocker',
        where,
        what: `${who} has it and does not answer: nothing can be changed from here`,
        hint: `Let it go on (kill -CONT ${pid}), or end it (kill -KILL ${pid}): what it had begun is then settled by the next command. What serves is not touched.`,
      },
    ];
  }
  if (other === null) return [];
  return [
    {
      severity: 'warning',
      where,
      what: `${who} has it with another ${other.name}: it works ${other.theirs}, this command ${other.ours}`,
      hint: `What changes something is refused meanwhile: wait until process ${pid} has ended, or give both the same ${other.name}.`,
    },
  ];
}

/** Somebody who has the folder has its record open: without its file they write into one that nobody finds again. */
export function recordGone(found: Neighbour | null, database: string): Finding[] {
  if (found === null || existsSync(database)) return [];
  const { pid, console, since } = found.note;
  return [
    {
      severity: 'blocker',
      where: 'record',
      what: `${database} is gone, while process ${pid} (${console}, since ${since}) has it open: what it records is lost with it`,
      hint: 'What it deploys goes on, and its end is kept in a backup. Once that process has ended: "slipway doctor --restore".',
    },
  ];
}

function openFolder(home: string, mode: number): Finding[] {
  // Windows has no such bits: there the profile's own permissions hold.
  if (process.platform === 'win32' || (mode & 0o077) === 0) return [];
  const what = `${home} is open to other users (mode ${(mode & 0o777).toString(8).padStart(4, '0')})`;
  return [{ severity: 'warning', where: 'data folder', what, hint: `Close it: chmod 700 ${home}` }];
}

async function fullDisk(home: string): Promise<Finding[]> {
  const { bavail, bsize } = await statfs(home);
  const free = bavail * bsize;
  if (free >= freeDisk.warning) return [];
  const severity = free < freeDisk.blocker ? 'blocker' : 'warning';
  const what = `only ${Math.floor(free / 1024 ** 2)} MB are free on the disk of ${home}`;
  return [{ severity, where: 'data folder', what, hint: 'Free some, or move the folder with SLIPWAY_HOME.' }];
}

/** An unreachable host is said once, where the hosts are, and not again for each of its services. */
async function services(deps: DoctorDeps): Promise<Finding[]> {
  const all = await serviceStatus(deps);
  return all
    .filter(({ state, gateway }) => state === 'degraded' || state === 'down' || (state === 'unknown' && gateway))
    .map(({ service, host, state, reason }) => ({
      severity: 'warning',
      where: `service ${service} on ${host}`,
      what: `it is ${state}${reason ? `: ${reason}` : ''}`,
      hint: `Look at "slipway status ${service}" and "slipway logs ${service}".`,
    }));
}
