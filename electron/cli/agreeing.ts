import { type Asked, Problem } from '#contract/problem';
import type { Call } from './command.ts';
import { unlessInterrupted } from './interrupt.ts';
import { problemOf } from './problems.ts';
import { promptOn } from './prompt.ts';
import { cell } from './text.ts';

type Agreement = Extract<Asked, { what: 'agreement' }>;

/**
 * Makes a call, and again with the host's name where that wants an agreement and there is one: `--yes`, or what somebody
 * answers at the terminal. Where they were asked about this very act already, `confirmed`, a yes is not asked for twice.
 */
export async function agreeing<T>(
  work: (agreed: { agreed?: string }) => Promise<T>,
  call: Pick<Call, 'io' | 'print' | 'values'>,
  confirmed = false,
): Promise<T> {
  try {
    return await work({});
  } catch (error) {
    const asks = problemOf(error)?.asks;
    if (asks?.what !== 'agreement') throw error;
    const answered = confirmed && asks.how === 'confirm';
    if (!answered) await unlessInterrupted(agree(asks, call, error), call.io.signal);
    return await work({ agreed: asks.host });
  }
}

async function agree(
  { host, how, act }: Agreement,
  { io, print, values }: Pick<Call, 'io' | 'print' | 'values'>,
  unasked: unknown,
): Promise<void> {
  if (values.yes === true) return;
  const prompt = promptOn(io, print.json);
  if (!prompt) throw unasked;
  const said = await prompt(`${cell(act)} changes the host ${cell(host)}. ${questions[how]}`);
  if (how === 'confirm' ? /^y(es)?$/i.test(said) : said === host) return;
  throw new Problem('CONFIRMATION_NEEDED', 'Not confirmed: nothing was changed.', {
    hint: how === 'confirm' ? 'Answer y to go ahead.' : `Type ${host} to go ahead.`,
  });
}

const questions = { confirm: 'Go ahead? [y/N] ', 'type-name': 'Type its name to go ahead: ' } as const;
