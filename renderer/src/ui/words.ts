import type { Deployment, DeploymentState } from '#contract/deployment';
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

/** "1.4.0 (r7)". */
export const releaseWords = ({ version, release }: Pick<ReleaseRef, 'version' | 'release'>): string =>
  `${version} (${release})`;

/** "1.3.2 (r6) → 1.4.0 (r7)", or the one of the two that there is. */
export function changeWords({ from, to }: Pick<Deployment, 'from' | 'to'>): string {
  if (from && to && from.release !== to.release) return `${releaseWords(from)} → ${releaseWords(to)}`;
  const one = to ?? from;
  return one ? releaseWords(one) : '–';
}
