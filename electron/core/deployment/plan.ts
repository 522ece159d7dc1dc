import type { DeploymentKind } from '#contract/deployment';
import { names } from '../docker/labels.ts';
import { canonicalJson, sha256 } from '../service/hash.ts';
import type { Front } from '../service/parts.ts';
import type { Observed } from './observed.ts';
import type { Step } from './steps.ts';
import type { Wanted } from './wanted.ts';

/** What differs between what runs and what is wanted decides what is done and what the act is called. */
export type Planned = { readonly kind: DeploymentKind; readonly steps: readonly Step[]; readonly gap: number };

/** Seconds that the gateway's address answers nobody while its container is replaced (measured: 0.6 to 1.2 s on engine 20.10). */
const gatewayGap = 2;

/**
 * Pure: new replicas are created, started and verified before the one switch, old ones keep running until the watch is over.
 * Every step before the first removal can be taken back, and a rollback is this same function with an earlier release.
 */
export function planDeployment(observed: Observed, wanted: Wanted): Planned {
  const kept = wanted.fresh
    ? []
    : observed.replicas.filter((replica) => replica.release === wanted.release.number && replica.usable);
  const staying = kept.slice(0, wanted.replicas).map((replica) => replica.name);
  const arriving = freeNames(observed, wanted, wanted.replicas - staying.length);
  const leaving = observed.replicas.map((replica) => replica.name).filter((name) => !staying.includes(name));
  const to = [...staying, ...arriving];
  const gateway = gatewaySteps(observed, wanted);
  // A gateway that is made anew is on the service's own network alone.
  const joined = gateway.length > 0 ? [] : (observed.gateway?.networks ?? []);
  const joining = wanted.front.networks.filter(({ name }) => !joined.includes(name));
  const parting = joined.filter((name) => !wanted.front.networks.some((network) => network.name === name));
  const renamed = wanted.front.networks.filter((it) => joined.includes(it.name) && hasOtherAlias(observed, it));
  const from = (observed.serving?.replicas ?? []).map((replica) => replica.name);
  const switching = !sameMembers(to, from) || wanted.frontHash !== observed.serving?.frontHash;
  const keeping = wanted.presentChanged || switching;
  const steps: Step[] = [
    ...gateway,
    ...joining.map(({ name, alias }): Step => ({ do: 'connect', target: name, alias: alias ?? null })),
    ...(arriving.length > 0 ? imageSteps(wanted) : []),
    ...arriving.map((target): Step => ({ do: 'create', target, release: `r${wanted.release.number}` })),
    ...arriving.map((target): Step => ({ do: 'start', target })),
    ...arriving.map((target): Step => ({ do: 'verify', target })),
    ...(keeping ? [{ do: 'keep', target: `r${wanted.release.number}` } as const] : []),
    ...(switching ? [{ do: 'switch', target: `r${wanted.release.number}`, to, from } as const] : []),
    ...(switching && observed.serving?.release !== wanted.release.number && wanted.watch > 0
      ? [{ do: 'watch', target: `r${wanted.release.number}`, seconds: wanted.watch / 1000 } as const]
      : []),
    ...(leaving.length > 0
      ? [{ do: 'drain', target: `${leaving.length} replicas`, seconds: wanted.drain / 1000 } as const]
      : []),
    ...leaving.map((target): Step => ({ do: 'remove', target })),
    ...parting.map((target): Step => ({ do: 'disconnect', target })),
    // An engine gives a new alias only to who joins anew: last, since a network that was left is not known to take us again.
    ...renamed.flatMap(({ name, alias }): Step[] => [
      { do: 'disconnect', target: name },
      { do: 'connect', target: name, alias: alias ?? null },
    ]),
  ];
  if (steps.length === 0) return { kind: wanted.kind, steps: [], gap: 0 };
  const regated = gateway.some((step) => step.do === 'replace-gateway');
  return {
    kind: kindOf(observed, wanted, arriving.length + leaving.length, regated),
    steps: [...steps, { do: 'note', target: wanted.service }],
    gap: regated ? gatewayGap : 0,
  };
}

/** Retiring drains and removes everything that runs; the volume with the service's record stays. */
export function planRetirement(observed: Observed): Planned {
  const steps: Step[] = [
    ...(observed.gateway ? [{ do: 'note', target: observed.service } as const] : []),
    ...(observed.gateway ? [{ do: 'remove-gateway', target: names.gateway(observed.service) } as const] : []),
    ...observed.replicas.map(({ name }): Step => ({ do: 'remove', target: name })),
    ...(observed.network ? [{ do: 'remove-network', target: names.network(observed.service) } as const] : []),
  ];
  return { kind: 'retire', steps, gap: 0 };
}

/** The hash of a plan over its steps without container names' running numbers, ids or times: equal plans do the same. */
export function planHash(steps: readonly Step[]): string {
  return sha256(canonicalJson(steps));
}

/** Names are deterministic: the lowest running numbers of this release that nothing on the host has. */
function freeNames(observed: Observed, wanted: Wanted, count: number): string[] {
  const taken = new Set(observed.replicas.map((replica) => replica.name));
  const free: string[] = [];
  for (let index = 1; free.length < count; index++) {
    const name = names.replica(wanted.service, wanted.release.number, index);
    if (!taken.has(name)) free.push(name);
  }
  return free;
}

function gatewaySteps(observed: Observed, wanted: Wanted): Step[] {
  const gateway = {
    target: names.gateway(wanted.service),
    image: wanted.gateway.reference,
    address: `${wanted.address.host}:${wanted.address.port}`,
  };
  if (!observed.gateway)
    return [
      ...(observed.network ? [] : [{ do: 'network', target: names.network(wanted.service) } as const]),
      { do: 'gateway', ...gateway },
    ];
  const sameAddress = observed.gateway.address === gateway.address;
  if (sameAddress && observed.gateway.running && !wanted.gateway.replace) return [];
  return [{ do: 'replace-gateway', ...gateway }];
}

function hasOtherAlias({ present }: Observed, { name, alias }: Front['networks'][number]): boolean {
  const now = present?.front.networks.find((network) => network.name === name);
  return now !== undefined && now.alias !== alias;
}

function imageSteps(wanted: Wanted): Step[] {
  const pin = `${names.pinRepository(wanted.service)}:${names.pinTag(wanted.release.number)}`;
  return [
    ...(wanted.pull ? [{ do: 'pull', target: wanted.pull } as const] : []),
    // An image that had to be pulled again has lost its pin with it.
    ...(wanted.isNew || wanted.pull ? [{ do: 'pin', target: pin } as const] : []),
  ];
}

/** A file asks to deploy; when only its front or policy differ from what serves, that is what it is called. */
function kindOf(observed: Observed, wanted: Wanted, moved: number, regated: boolean): DeploymentKind {
  if (wanted.kind !== 'deploy' || observed.serving?.release !== wanted.release.number) return wanted.kind;
  if (wanted.frontHash !== observed.serving.frontHash || regated) return 'front';
  return moved > 0 ? 'scale' : 'policy';
}

function sameMembers(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name) => b.includes(name));
}
