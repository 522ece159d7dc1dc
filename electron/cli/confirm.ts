import { Problem } from '#contract/problem';
import type { Call } from './command.ts';
import { readLine } from './input.ts';

/** Asks before something is destroyed; `--yes` answers. Fails with CONFIRMATION_NEEDED without a yes. */
export async function confirm(what: string, { io, print, values }: Call): Promise<void> {
  if (values.yes === true) return;
  if (print.json || !io.stdin.tty || !io.stderr.tty) {
    throw new Problem('CONFIRMATION_NEEDED', `${what} Nothing was changed.`, { hint: 'Repeat it with --yes.' });
  }
  await print.note(`${what} Go ahead? [y/N] `);
  const answer = await readLine(io.stdin.chunks);
  if (/^y(es)?$/i.test(answer)) return;
  throw new Problem('CONFIRMATION_NEEDED', 'Not confirmed: nothing was changed.', { hint: 'Answer y to go ahead.' });
}
