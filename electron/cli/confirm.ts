import { Problem } from '#contract/problem';
import type { Call } from './command.ts';
import { promptOn } from './prompt.ts';

/** Asks before something is destroyed; `--yes` answers. Fails with CONFIRMATION_NEEDED without a yes. */
export async function confirm(
  what: string,
  { io, print, values }: Pick<Call, 'io' | 'print' | 'values'>,
): Promise<void> {
  if (values.yes === true) return;
  const prompt = promptOn(io, print.json);
  if (!prompt) {
    throw new Problem('CONFIRMATION_NEEDED', `${what} Nothing was changed.`, { hint: 'Repeat it with --yes.' });
  }
  if (/^y(es)?$/i.test(await prompt(`${what} Go ahead? [y/N] `))) return;
  throw new Problem('CONFIRMATION_NEEDED', 'Not confirmed: nothing was changed.', { hint: 'Answer y to go ahead.' });
}
