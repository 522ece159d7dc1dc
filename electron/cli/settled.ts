import type { Settled } from '#contract/deployment';
import type { Call } from './command.ts';
import type { Client } from './io.ts';
import { cell, escaped } from './text.ts';

/** Settles what interrupted consoles left before a command looks at what runs, and says what became of it. */
export async function settleFirst(
  client: Client,
  service: string | undefined,
  { io, print }: Pick<Call, 'io' | 'print'>,
): Promise<readonly Settled[]> {
  const { settled } = await client.deployment.settle({ service }, { signal: io.signal });
  for (const one of settled) await print.note(settledText(one));
  return settled;
}

function settledText({ id, kind, service, operator, outcome, reason }: Settled): string {
  const of = `The ${kind} of ${cell(service)} by ${cell(operator)} (${escaped(id)})`;
  if (outcome === 'left') return `${of} was interrupted and cannot be settled yet: ${escaped(reason)}\n`;
  const needs = outcome === 'failed' ? ' It needs a person.' : '';
  return `${of} was interrupted. ${escaped(reason)}${needs}\n`;
}
