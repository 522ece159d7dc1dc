import type { ContainerEnd } from '#contract/deployment';
import { label } from '../docker/labels.ts';
import type { ContainerDetails } from '../docker/types.ts';
import { releaseName } from '../release/release.ts';
import type { Site } from './site.ts';

/** What cannot be read of a container must not keep it from being removed. */
const readingTime = 5_000;

/**
 * Remembers how a container of this deployment is. The engine forgets an exit code and a kill for memory when it starts
 * the process again: what was seen once stays, so a restarting one is to be noted at every look.
 */
export function noteState(name: string, details: ContainerDetails, { wanted, found }: Site): ContainerEnd {
  const { State, RestartCount, HostConfig } = details;
  const before = found.ends.get(name);
  // Between two starts the engine calls it running, but has its last exit code.
  const ended = (!State.Running && State.Status !== 'created') || State.Restarting;
  const end: ContainerEnd = {
    name,
    release: releaseName(Number(details.Config.Labels?.[label.release] ?? wanted.release.number)),
    exitCode: ended ? State.ExitCode : (before?.exitCode ?? null),
    oomKilled: State.OOMKilled || (before?.oomKilled ?? false),
    oomEvents: before?.oomEvents ?? 0,
    memory: HostConfig.Memory || null,
    restarts: Math.max(RestartCount, before?.restarts ?? 0),
    startedAt: time(State.StartedAt),
    finishedAt: time(State.FinishedAt),
    error: State.Error || (before?.error ?? ''),
    killed: before?.killed ?? false,
  };
  found.ends.set(name, end);
  return end;
}

/** The same with the engine's events asked as well: of a child killed for memory, or an end between two looks, they alone tell. */
export async function noteEnd(name: string, site: Site, id = site.containers.get(name)): Promise<ContainerEnd | null> {
  const { engine, found } = site;
  const signal = AbortSignal.timeout(readingTime);
  const unread = () => null;
  const details = await engine.inspectContainer(id ?? name, signal).catch(unread);
  if (!details) return found.ends.get(name) ?? null;
  const end = noteState(name, details, site);
  const told = await engine.endingsOf(details.Id, details.Created, signal).catch(unread);
  const whole = {
    ...end,
    exitCode: end.exitCode ?? told?.exitCodes.at(-1) ?? null,
    oomEvents: Math.max(end.oomEvents, told?.memoryKills ?? 0),
  };
  found.ends.set(name, whole);
  return whole;
}

/** After a stop: when it ended, and whether it had to be killed. What ended before it was stopped was not. */
export async function noteStop(name: string, before: ContainerDetails, seconds: number, site: Site): Promise<void> {
  const { engine, found } = site;
  if (!before.State.Running || before.State.Restarting) return;
  const after = await engine.inspectContainer(before.Id, AbortSignal.timeout(readingTime)).catch(() => null);
  if (!after) return;
  const killed = after.State.ExitCode === 137 && !after.State.OOMKilled;
  if (killed) found.findings.push(`${name} ignored SIGTERM for ${seconds} s and was killed.`);
  const end = found.ends.get(name);
  if (end) found.ends.set(name, { ...end, killed, finishedAt: time(after.State.FinishedAt) });
}

/** What is removed is kept with the deployment. */
export function keepEnd(name: string, { found }: Site): void {
  const end = found.ends.get(name);
  if (!end || found.containers.some((it) => it.name === name)) return;
  found.containers.push(end);
  found.containers.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
}

/** The engine writes the year 1 for "never". */
const time = (iso: string): string | null => (iso.startsWith('0001-') ? null : iso);
