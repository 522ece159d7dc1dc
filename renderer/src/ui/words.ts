import type { Accepted, Deployment, DeploymentState } from '#contract/deployment';
import type { Container } from '#contract/inventory';
import type { StopId } from '#contract/problem';
import type { ReleaseRef } from '#contract/release';
import type { ReplicaState, ServiceStatus } from '#contract/service';
import type { StatusKind } from './Status.tsx';

/** How the states of the nouns are shown. The words are the contract's where they are good words on screen. */
export const serviceShape: Readonly<Record<ServiceStatus['state'], StatusKind>> = {
  serving: 'serving',
  degraded: 'degraded',
  down: 'down',
  deploying: 'busy',
  retired: 'idle',
  unknown: 'unchecked',
};

export const replicaShape: Readonly<Record<ReplicaState, StatusKind>> = {
  starting: 'busy',
  ready: 'serving',
  unhealthy: 'degraded',
  draining: 'leaving',
  exited: 'down',
};

/** "leaving" is what an operator sees of draining. */
export const replicaWord: Readonly<Record<ReplicaState, string>> = {
  starting: 'starting',
  ready: 'ready',
  unhealthy: 'unhealthy',
  draining: 'leaving',
  exited: 'exited',
};

/** Of containers that are no service's; one that ended may have done what it was for. */
export const containerShape: Readonly<Record<Container['state'], StatusKind>> = {
  created: 'idle',
  running: 'serving',
  paused: 'leaving',
  restarting: 'degraded',
  removing: 'leaving',
  exited: 'idle',
  dead: 'down',
};

export const deploymentShape: Readonly<Record<DeploymentState, StatusKind>> = {
  planned: 'idle',
  running: 'busy',
  watching: 'busy',
  succeeded: 'pass',
  stopped: 'fail',
  'taken-back': 'warn',
  failed: 'fail',
  interrupted: 'warn',
};

export const deploymentWord: Readonly<Record<DeploymentState, string>> = {
  planned: 'planned',
  running: 'deploying',
  watching: 'watching',
  succeeded: 'succeeded',
  stopped: 'stopped',
  'taken-back': 'taken back',
  failed: 'failed',
  interrupted: 'interrupted',
};

/** Characters of a version that are shown where it stands among other things. */
const longest = 28;

/** Whoever built an image chose its version: as much of it as identifies it, and nothing that turns or breaks a line. */
export function versionWords(version: string): string {
  const plain = version.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Mn}]/gu, '\ufffd');
  return plain.length > longest ? `${plain.slice(0, longest - 1)}…` : plain;
}

/** "1.4.0 (r7)". */
export const releaseWords = ({ version, release }: Pick<ReleaseRef, 'version' | 'release'>): string =>
  `${versionWords(version)} (${release})`;

/** "1.3.2 (r6) → 1.4.0 (r7)", or the one of the two that there is. */
export function changeWords({ from, to }: Pick<Deployment, 'from' | 'to'>): string {
  if (from && to && from.release !== to.release) return `${releaseWords(from)} → ${releaseWords(to)}`;
  const one = to ?? from;
  return one ? releaseWords(one) : '–';
}

/** "slipway-digits-r7-1" as "digits" and "-r7-1"; of a name that is not ours all is in the first. */
export function replicaParts(name: string): readonly [service: string, which: string] {
  const short = name.replace(/^slipway-/, '');
  const [, service = short, which = ''] = /^(.*)(-r\d+-\d+)$/.exec(short) ?? [];
  return [service, which];
}

/** The twelve stops, as a person calls them. */
export const stopWords: Readonly<Record<StopId, string>> = {
  'wrong-architecture': 'wrong architecture',
  'does-not-fit': 'does not fit',
  'taken-by-another': 'taken by another',
  'no-right-answer': 'no right answer',
  'not-resolvable': 'not to be found',
  'no-way-back': 'no way back',
  'breaking-change': 'breaking change',
  privileged: 'privileged',
  'open-without-key': 'open without a key',
  'administration-open': 'administration open',
  'secret-visible': 'a secret to be seen',
  'gpu-absent': 'no GPU',
};

/** What was accepted, as a person calls it: a stop, or a check by its id. */
export const findingWords = (id: string): string => stopWords[id as StopId] ?? id;

/** "by ada, until 31 Jan 2031: the weights of r1 are gone". */
export function acceptedWords({ by, until, what }: Accepted): string {
  const day = new Date(until).toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  });
  return `by ${by}, until ${day}: ${what ?? 'nothing had to be accepted'}`;
}
