import * as z from 'zod';
import type { OpenPort, ReplicaFact } from './facts.ts';

/** As much of an engine's answer as more than one check judges by; the rest is read by path. */
const state = z.object({
  Name: z.string(),
  Image: z.string(),
  RestartCount: z.number(),
  State: z.object({
    Status: z.string(),
    Restarting: z.boolean(),
    ExitCode: z.number(),
    OOMKilled: z.boolean(),
    StartedAt: z.string().optional(),
    Health: z
      .object({
        Status: z.string(),
        Log: z
          .array(z.object({ ExitCode: z.number(), Output: z.string() }))
          .nullish()
          .transform((log) => log ?? []),
      })
      .nullish(),
  }),
});

const bindings = z
  .record(z.string(), z.array(z.object({ HostIp: z.string(), HostPort: z.string() })).nullable())
  .nullish()
  .transform((all) => all ?? {});

const published = z.object({
  Config: z.object({ ExposedPorts: z.record(z.string(), z.unknown()).nullish() }),
  HostConfig: z.object({ PortBindings: bindings }),
  NetworkSettings: z.object({ Ports: bindings }),
});

/** Throws where it is nonsense. */
export function replicaIn(inspected: unknown): ReplicaFact {
  const { Name, Image, RestartCount, State } = state.parse(inspected);
  const last = State.Health?.Log.at(-1);
  return {
    name: Name.replace(/^\//, ''),
    image: Image,
    status: State.Status,
    restarting: State.Restarting,
    exitCode: State.ExitCode,
    oomKilled: State.OOMKilled,
    restarts: RestartCount,
    ...(State.StartedAt === undefined ? {} : { startedAt: State.StartedAt }),
    health: State.Health
      ? { status: State.Health.Status, lastExit: last?.ExitCode ?? null, said: last?.Output.slice(0, 200).trim() ?? '' }
      : null,
  };
}

const joined = z.object({
  Config: z.object({ Labels: z.record(z.string(), z.string()).nullish() }),
  HostConfig: z.object({ NetworkMode: z.string() }),
  NetworkSettings: z.object({ Networks: z.record(z.string(), z.unknown()).nullish() }),
});

/** Why its own ports do not tell who reaches it, or else the networks that may be open to others in another way. */
export function reachIn(inspected: unknown): { readonly untold: string } | { readonly networks: readonly string[] } {
  const { Config, HostConfig, NetworkSettings } = joined.parse(inspected);
  const { NetworkMode } = HostConfig;
  if (NetworkMode === 'host')
    return { untold: "It is in the host's own network, where every port that it opens is the host's." };
  if (NetworkMode.startsWith('container:'))
    return { untold: "It is in another container's network: that one's ports are its own." };
  if (Config.Labels?.['com.docker.swarm.service.id'])
    return { untold: 'It belongs to a swarm, which publishes its ports on every machine of it.' };
  const own = ['bridge', 'default', 'none'];
  const names = Object.keys(NetworkSettings.Networks ?? {});
  return { networks: (names.length > 0 ? names : [NetworkMode]).filter((name) => !own.includes(name)) };
}

/** Its ports, and where the host publishes them: by what runs, else by what it was created with. */
export function portsIn(inspected: unknown): OpenPort[] {
  const { Config, HostConfig, NetworkSettings } = published.parse(inspected);
  const exposed = Object.keys(Config.ExposedPorts ?? {});
  const running = Object.values(NetworkSettings.Ports).some((them) => them?.length);
  const them = running ? NetworkSettings.Ports : HostConfig.PortBindings;
  const all = [...new Set([...exposed, ...Object.keys(them)])];
  return all.flatMap((port): OpenPort[] => {
    const bound = them[port] ?? [];
    if (bound.length === 0) return [{ inside: numberOf(port), ip: null, outside: null }];
    return bound.map(({ HostIp, HostPort }) => ({
      inside: numberOf(port),
      ip: HostIp || '0.0.0.0',
      outside: Number(HostPort) || null,
    }));
  });
}

const numberOf = (port: string): number => Number.parseInt(port, 10);
