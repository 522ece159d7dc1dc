import type Dockerode from 'dockerode';
import { containerVerbs } from './containers.ts';
import { eventVerbs } from './events.ts';
import { execVerbs } from './exec.ts';
import { calling, type Deadlines } from './failure.ts';
import { getVerb } from './get.ts';
import { imageVerbs } from './images.ts';
import { networkVerbs } from './networks.ts';
import { statsVerbs } from './stats.ts';
import type { Engine, EngineInfo } from './types.ts';
import { usageVerbs } from './usage.ts';

export type Wire = { readonly driver: Dockerode; readonly url: string; readonly deadlines: Deadlines };

export type Opening = Wire & { readonly api: string } & Pick<Engine, 'close'> & Partial<Pick<Engine, 'remarks'>>;

/** Puts the verbs over one connected driver. */
export function openEngine(options: Opening): Engine {
  return {
    url: options.url,
    api: options.api,
    info: (signal) => info(options, options.api, signal),
    hostTime: async (signal) => Date.parse((await read(options, signal)).SystemTime),
    ...containerVerbs(options),
    ...execVerbs(options),
    ...eventVerbs(options),
    ...statsVerbs(options),
    ...networkVerbs(options),
    ...imageVerbs(options),
    ...usageVerbs(options),
    ...getVerb(options),
    remarks: options.remarks ?? (() => []),
    close: options.close,
  };
}

type Info = {
  ID: string;
  SystemTime: string;
  Name: string;
  ServerVersion: string;
  Architecture: string;
  OSType: string;
  NCPU: number;
  MemTotal: number;
  Containers: number;
  Runtimes?: Record<string, unknown>;
  LiveRestoreEnabled?: boolean;
  Warnings?: string[] | null;
  OperatingSystem?: string;
  KernelVersion?: string;
  DockerRootDir?: string;
  Driver?: string;
  CgroupVersion?: string;
  SecurityOptions?: string[] | null;
  CDISpecDirs?: string[] | null;
  DiscoveredDevices?: { Source?: string; ID?: string }[] | null;
};

/** Whoever runs an engine chose its words: this much and this many of them are enough. */
const words = (said: readonly string[] | null | undefined): string[] =>
  (said ?? []).slice(0, 200).map((it) => it.slice(0, 1_000));

async function info(wire: Wire, api: string, signal: AbortSignal | undefined): Promise<EngineInfo> {
  const said = await read(wire, signal);
  return {
    id: said.ID,
    name: said.Name,
    version: said.ServerVersion,
    api,
    architecture: said.Architecture,
    os: said.OSType,
    cpus: said.NCPU,
    memory: said.MemTotal,
    containers: said.Containers,
    runtimes: Object.keys(said.Runtimes ?? {}),
    liveRestore: said.LiveRestoreEnabled ?? false,
    warnings: words(said.Warnings),
    ...surroundings(said),
  };
}

type Surroundings = 'system' | 'kernel' | 'root' | 'storage' | 'cgroup' | 'security' | 'cdi' | 'devices';

function surroundings(said: Info): Pick<EngineInfo, Surroundings> {
  const [system = '', kernel = '', root = '', storage = '', cgroup = ''] = words(
    [said.OperatingSystem, said.KernelVersion, said.DockerRootDir, said.Driver, said.CgroupVersion].map(
      (it) => it ?? '',
    ),
  );
  const found = said.DiscoveredDevices;
  return {
    system,
    kernel,
    root,
    storage,
    // Podman writes "v2".
    cgroup: cgroup.replace(/^v/, ''),
    // "name=seccomp,profile=default": the name alone is what it is called by.
    security: words(said.SecurityOptions).map((it) => /(?:^|,)name=([^,]+)/.exec(it)?.[1] ?? it),
    cdi: (said.CDISpecDirs ?? []).length > 0,
    devices: found ? words(found.filter(({ Source }) => Source === 'cdi').map(({ ID }) => ID ?? '')) : null,
  };
}

const read = (wire: Wire, signal: AbortSignal | undefined): Promise<Info> =>
  calling('info', { url: wire.url, deadline: wire.deadlines.read, signal }, () => wire.driver.info());
