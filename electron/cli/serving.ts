import type { Deployment } from '#contract/deployment';
import type { Client } from './io.ts';
import { between, cell, duration, escaped, releaseText } from './text.ts';

/** Where a deployment's service answers; null when it has no address or its host does not say. */
export async function addressOf(client: Client, { service, host, kind }: Deployment): Promise<string | null> {
  if (kind === 'retire') return null;
  // Settled, not awaited plainly: what is only said must never end the deployment that it speaks of.
  const [reply] = await Promise.allSettled([client.service.status({ service })]);
  if (reply.status === 'rejected') return null;
  return reply.value.services.find((one) => one.host === host)?.address ?? null;
}

/** "digits serves 1.1.0 (r2) at 127.0.0.1:9000 after 0.8 s". */
export function servesText({ service, to }: Deployment, address: string | null, ms: number): string {
  const at = address ? ` at ${cell(address)}` : '';
  return `${cell(service)} serves ${cell(releaseText(to))}${at} after ${seconds(ms)}\n`;
}

/** The last words on a deployment that succeeded; `said` when it was already told that it serves. */
export function endText(deployment: Deployment, { said, address }: { said: boolean; address: string | null }): string {
  const { id, service, kind, from, to, steps } = deployment;
  if (steps.length === 0) return `Nothing to do: ${cell(service)} serves ${cell(releaseText(to ?? from))}.\n`;
  const ms = between(deployment.startedAt, deployment.servingAt);
  const serves = !said && to && ms !== null ? servesText(deployment, address, ms) : '';
  const took = between(deployment.startedAt, deployment.finishedAt);
  const retired = kind === 'retire' ? `${cell(service)} is retired; its releases and its history stay.\n` : '';
  return `${serves}${awayText(deployment)}${retired}Deployment ${escaped(id)} (${kind}) succeeded${took === null ? '' : ` in ${duration(took)}`}.\n`;
}

/** "It was away for 1.8 s.\n", where old and new may not run side by side. */
export function awayText({ evidence }: Deployment): string {
  return evidence.gapMs ? `It was away for ${seconds(evidence.gapMs)}.\n` : '';
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
