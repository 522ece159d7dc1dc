import type { DeploymentKind } from '#contract/deployment';
import { names } from '../docker/labels.ts';
import { drainTime } from '../gateway/timing.ts';
import { releaseName } from '../release/release.ts';
import { canonicalJson, hashOf, sha256 } from '../service/hash.ts';
import type { Front } from '../service/parts.ts';
import { weightsOf, weightsText } from '../service/weights.ts';
import type { Observed } from './observed.ts';
import { accessSteps, callSteps, dropsKeys, isGuardedFirst, lettingGo, otherAccess } from './plan-callers.ts';
import { clearing, counted, leavesGap } from './plan-in-place.ts';
import { statedGap } from './stated-gap.ts';
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
  const going = observed.replicas.filter(({ name }) => !staying.includes(name));
  const leaving = going.map(({ name }) => name);
  const cleared = clearing({ observed, wanted, staying, arriving, leaving: going });
  const inPlace = leavesGap(cleared);
  const to = [...staying, ...arriving];
  const release = `r${wanted.release.number}`;
  const gateway = gatewaySteps(observed, wanted);
  // Where it is opened to more callers and guarded at once, it is guarded first.
  const guardedFirst = observed.gateway !== null && isGuardedFirst(observed, wanted);
  // A gateway that is made anew is on the service's own network alone.
  const joined = gateway.anew ? [] : (observed.gateway?.networks ?? []);
  const joining = wanted.front.networks
    .filter(({ name }) => !joined.includes(name))
    .map(({ name, alias }): Step => ({ do: 'connect', target: name, alias: alias ?? null }));
  const named = (networks: Front['networks']) => networks.map(({ name }) => name);
  // Whoever joined the gateway to a network by hand keeps it there.
  const parting = named(observed.present?.front.networks ?? []).filter(
    (name) => joined.includes(name) && !named(wanted.front.networks).includes(name),
  );
  const parted = parting.map((target): Step => ({ do: 'disconnect', target }));
  // Whoever is on a network that is left must not be let in without a key before that.
  const leftFirst = dropsKeys(observed, wanted);
  const renamed = wanted.front.networks.filter((it) => joined.includes(it.name) && hasOtherAlias(observed, it));
  const from = (observed.serving?.replicas ?? []).map((replica) => replica.name);
  const switching =
    !sameMembers(to, from) || wanted.frontHash !== observed.serving?.frontHash || observed.serving.paused === true;
  const keeping = wanted.presentChanged || switching;
  const proof = switching ? wayBackSteps(observed, wanted) : [];
  const watched = switching && observed.serving?.release !== wanted.release.number && wanted.watch > 0;
  const lookedAfter = arriving.length > 0 && leaving.length === 0 && !watched;
  const how = { ...(inPlace ? { inPlace } : {}), ...(lookedAfter ? { lookedAfter } : {}) };
  const steps: Step[] = [
    ...gateway.first,
    ...(gateway.later.length > 0 || guardedFirst ? [] : joining),
    ...(arriving.length > 0 ? imageSteps(wanted) : []),
    ...(arriving.length > 0 ? weightsSteps(wanted) : []),
    ...(arriving.length > 0 ? wanted.secrets.map(({ name }): Step => ({ do: 'secrets', target: name })) : []),
    ...arriving.map((target): Step => ({ do: 'create', target, release })),
    ...(inPlace ? proof : []),
    ...cleared,
    ...arriving.map((target): Step => ({ do: 'start', target })),
    ...[...(wanted.asksAnew ? staying : []), ...arriving].map((target): Step => ({ do: 'verify', target })),
    ...(arriving.length > 0 ? compareSteps(observed, wanted) : []),
    ...(inPlace ? [] : proof),
    ...(guardedFirst ? [] : gateway.later),
    ...(gateway.later.length > 0 && !guardedFirst ? joining : []),
    ...accessSteps(observed, wanted),
    ...(keeping ? [keepStep(observed, wanted)] : []),
    ...(leftFirst ? parted : []),
    ...(switching ? [{ do: 'switch', target: release, to, from, ...how } as const] : []),
    ...(guardedFirst ? [...gateway.later, ...joining] : []),
    ...callSteps(observed, wanted, { joining, anew: gateway.anew }),
    ...(watched ? [{ do: 'watch', target: release, seconds: wanted.watch / 1000 } as const] : []),
    // Until an old worker has ended, who still has a connection to it is let in by what was wanted before.
    ...(switching && leaving.length === 0 && observed.serving && otherAccess(observed, wanted)
      ? [{ do: 'drain', target: 'connections', seconds: lettingGo(observed, wanted) / 1000 } as const]
      : []),
    ...(leaving.length > 0 && !inPlace
      ? [{ do: 'drain', target: counted(leaving.length), seconds: drainingOf(observed, wanted) / 1000 } as const]
      : []),
    ...leaving.map((target): Step => ({ do: 'remove', target })),
    ...(leftFirst ? [] : parted),
    // An engine gives a new alias only to who joins anew: last, since a network that was left is not known to take us again.
    ...renamed.flatMap(({ name, alias }): Step[] => [
      { do: 'disconnect', target: name },
      { do: 'connect', target: name, alias: alias ?? null },
    ]),
  ];
  if (steps.length === 0) return { kind: wanted.kind, steps: [], gap: 0 };
  const regated = gateway.later.length > 0;
  const ended = going.filter(({ admitted }) => admitted).length;
  return {
    kind: kindOf(observed, wanted, { moved: arriving.length + ended, cleared: leaving.length - ended, regated }),
    steps: [...steps, { do: 'note', target: wanted.service }],
    gap: (regated ? gatewayGap : 0) + (inPlace ? statedGap(observed, wanted).seconds : 0),
  };
}

/** Retiring ends the traffic, lets requests under way finish and removes all that runs; the volume with the record stays. */
export function planRetirement(observed: Observed): Planned {
  const target = names.gateway(observed.service);
  const from = (observed.serving?.replicas ?? []).map((replica) => replica.name);
  const steps: Step[] = [
    ...(observed.gateway?.running ? [{ do: 'switch', target: 'nothing', to: [], from } as const] : []),
    ...(observed.gateway?.running ? [{ do: 'note', target: observed.service } as const] : []),
    ...(observed.gateway ? [{ do: 'remove-gateway', target } as const] : []),
    ...observed.replicas.map(({ name }): Step => ({ do: 'remove', target: name })),
    ...observed.secretVolumes.map((target): Step => ({ do: 'remove-secrets', target })),
    ...(observed.network ? [{ do: 'remove-network', target: names.network(observed.service) } as const] : []),
  ];
  return { kind: 'retire', steps, gap: 0 };
}

/** The hash of a plan over its steps, in which there are no ids and no times: equal hashes do the same. */
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

const keepStep = ({ present }: Observed, { release }: Wanted): Step => ({
  do: 'keep',
  target: `r${release.number}`,
  ...(present ? { instead: hashOf(present).slice(0, 12) } : {}),
});

const drainingOf = ({ present }: Observed, { drain }: Wanted): number =>
  drainTime(drain, present?.policy.strategy.drain ?? drain);

type GatewaySteps = { readonly first: readonly Step[]; readonly later: readonly Step[]; readonly anew: boolean };

/** A gateway that serves is replaced only when all that is new has answered; one that is down is brought back first. */
function gatewaySteps(observed: Observed, wanted: Wanted): GatewaySteps {
  const target = names.gateway(wanted.service);
  const address = `${wanted.address.host}:${wanted.address.port}`;
  const made = { target, image: wanted.gateway.reference, address };
  if (!observed.gateway) {
    const network: Step[] = observed.network ? [] : [{ do: 'network', target: names.network(wanted.service) }];
    return { first: [...network, { do: 'gateway', ...made }], later: [], anew: true };
  }
  const other = observed.gateway.address !== address || wanted.gateway.replace;
  const guardedFirst = isGuardedFirst(observed, wanted);
  if (other && observed.gateway.running) return { first: [], later: [{ do: 'replace-gateway', ...made }], anew: true };
  if (other && guardedFirst)
    return { first: [{ do: 'start-gateway', target }], later: [{ do: 'replace-gateway', ...made }], anew: true };
  if (other) return { first: [{ do: 'replace-gateway', ...made }], later: [], anew: true };
  const home: Step[] = observed.gateway.connected
    ? []
    : [{ do: 'connect', target: names.network(wanted.service), alias: null }];
  const start: Step[] = observed.gateway.running ? [] : [{ do: 'start-gateway', target }];
  return { first: [...home, ...start], later: [], anew: false };
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
    ...(wanted.isNew || wanted.pull ? [{ do: 'pin', target: pin, digest: wanted.release.digest } as const] : []),
  ];
}

/** Proven after all that is new has answered and before anything is changed for callers, whenever another release serves. */
const wayBackSteps = (observed: Observed, wanted: Wanted): Step[] =>
  others(observed, wanted).map((target) => ({ do: 'way-back', target }));

/** Whoever goes back returns to what callers knew: only what a file brings is compared. */
const compareSteps = (observed: Observed, wanted: Wanted): Step[] =>
  wanted.kind === 'deploy' ? others(observed, wanted).map((target) => ({ do: 'compare', target })) : [];

/** The release that serves, where it is another. */
const others = ({ serving }: Observed, { release }: Wanted): string[] =>
  serving?.release && serving.release !== release.number ? [releaseName(serving.release)] : [];

function weightsSteps({ release }: Wanted): Step[] {
  const place = weightsOf(release.run.model);
  return place ? [{ do: 'weights', target: weightsText(place) }] : [];
}

type Change = { readonly moved: number; readonly cleared: number; readonly regated: boolean };

/**
 * A file asks to deploy; when only its front or policy differ from what serves, that is what it is called. `cleared` are
 * replicas that serve nobody: to take away what was left of another deployment scales nothing.
 */
function kindOf(observed: Observed, wanted: Wanted, { moved, cleared, regated }: Change): DeploymentKind {
  if (wanted.kind !== 'deploy' || observed.serving?.release !== wanted.release.number) return wanted.kind;
  if (wanted.frontHash !== observed.serving.frontHash || regated) return 'front';
  if (moved > 0) return 'scale';
  return cleared > 0 ? 'deploy' : 'policy';
}

function sameMembers(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name) => b.includes(name));
}
