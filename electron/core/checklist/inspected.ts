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
  HostConfig: z.object({ NetworkMode: z.string(), PortBindings: bindings }),
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
    health: State.Health
      ? { status: State.Health.Status, lastExit: last?.ExitCode ?? null, said: last?.Output.slice(0, 200).trim() ?? '' }
      : null,
  };
}

/**
 * Its ports, and where the host publishes them: by what runs, else by what it was created with. In the host's own network
 * every port is everybody's who reaches the host.
 */
export function portsIn(inspected: unknown): OpenPort[] {
  const { Config, HostConfig, NetworkSettings } = published.parse(inspected);
  const exposed = Object.keys(Config.ExposedPorts ?? {});
  if (HostConfig.NetworkMode === 'host')
    return exposed.map((port) => ({ inside: numberOf(port), ip: '0.0.0.0', outside: numberOf(port) }));
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
