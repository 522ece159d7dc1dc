import { setTimeout as pause } from 'node:timers/promises';
import type { ContainerAct, Handled } from '#contract/inventory';
import { Problem } from '#contract/problem';
import { graceIn } from '../docker/grace.ts';
import { label } from '../docker/labels.ts';
import type { ContainerDetails, Engine } from '../docker/types.ts';
import { containerNamed } from '../model/inspect.ts';
import type { Hosts } from './hosts.ts';
import { stateOf } from './inventory.ts';
import { permit } from './permit.ts';

type Wanted = {
  readonly host?: string | undefined;
  readonly container: string;
  readonly act: ContainerAct;
  readonly agreed?: string | undefined;
};

/** Milliseconds in which one that was started shows whether it stays. */
const settling = 1_000;

/**
 * Starts, stops or restarts a container that is no service's, and looks at what became of it. UNKNOWN_HOST, UNKNOWN_CONTAINER,
 * BAD_COMMAND for one of ours, READ_ONLY, or CONFIRMATION_NEEDED: on a guarded host, and on any where it is removed by it.
 */
export async function handleContainer(
  hosts: Pick<Hosts, 'open'>,
  { host: wanted, container, act, agreed }: Wanted,
  signal: AbortSignal = new AbortController().signal,
): Promise<Handled> {
  const { engine, name: host, mode = 'silent' } = await hosts.open(wanted, signal);
  const found = await containerNamed(engine, container, signal);
  if (!found) throw unknown(container, host);
  const name = found.Name.replace(/^\//, '').slice(0, 1_000);
  refuseOurs(found, name);
  const goes = act === 'stop' && found.HostConfig.AutoRemove === true;
  const asks = goes && mode === 'silent' ? 'confirm' : mode;
  permit({ name: host, mode: asks }, `The ${act} of ${name}${goes ? ', which removes it (--rm),' : ''}`, agreed);
  const startedAt = performance.now();
  await carryOut(engine, found, act, signal);
  const tookMs = Math.round(performance.now() - startedAt);
  const now = await settled(engine, found.Id, act, signal);
  return {
    id: found.Id,
    name,
    host,
    state: now ? stateOf(now.State.Status) : 'removed',
    exitCode: now && !now.State.Running ? now.State.ExitCode : null,
    tookMs,
  };
}

/** A replica that is stopped behind a service's back is a service that is down, and a gateway its address. */
function refuseOurs({ Config }: ContainerDetails, name: string): void {
  const service = Config.Labels?.[label.service];
  if (service === undefined) return;
  throw new Problem(
    'BAD_COMMAND',
    `${name} is part of the service ${service}, which is not stopped and started by hand`,
    {
      hint: `Nothing was changed. "slipway restart ${service}" makes new replicas without an outage, "slipway scale ${service} N" sets how many, "slipway retire ${service}" stops serving it.`,
    },
  );
}

async function carryOut(
  engine: Engine,
  found: ContainerDetails,
  act: ContainerAct,
  signal: AbortSignal,
): Promise<void> {
  switch (act) {
    case 'start':
      return engine.startContainer(found.Id, signal);
    case 'stop':
      return engine.stopContainer(found.Id, graceIn(found), signal);
    case 'restart':
      return engine.restartContainer(found.Id, graceIn(found), signal);
  }
}

/** As it is once it had its moment: one that ends at once is told as ended, and one that goes with its end as gone. */
async function settled(
  engine: Engine,
  id: string,
  act: ContainerAct,
  signal: AbortSignal,
): Promise<ContainerDetails | null> {
  const until = performance.now() + settling;
  for (;;) {
    const now = await engine.inspectContainer(id, signal);
    const status = now?.State.Status;
    const moves = status === 'removing' || (act === 'stop' ? now?.HostConfig.AutoRemove : status === 'running');
    if (!now || !moves || performance.now() >= until) return now;
    await pause(100, undefined, { signal });
  }
}

const unknown = (container: string, host: string): Problem =>
  new Problem('UNKNOWN_CONTAINER', `There is no container ${container} on ${host}`, {
    hint: 'It was removed, or made again under another id. "docker ps -a" says what there is.',
  });
