import { cut, find, has, matched } from './arguments.ts';
import { commands } from './commands.ts';
import { describe, help, helpText } from './help.ts';
import { unlessInterrupted } from './interrupt.ts';
import type { Process } from './io.ts';
import { type Printer, printer } from './print.ts';
import { problemOf } from './problems.ts';
import { escaped, jsonLine } from './text.ts';

/** Runs one command line and returns its exit status. Everything that goes wrong is printed here, once. */
export async function run(argv: readonly string[], around: Process): Promise<number> {
  const tokens = cut(argv, commands);
  const print = printer(around, { json: has(tokens, 'json'), color: !has(tokens, 'no-color') });
  try {
    const [first, ...rest] = tokens.words;
    if (has(tokens, 'version')) {
      await print.result({ version: around.version }, () => `${around.version}\n`);
      return 0;
    }
    if (first === undefined || first === 'help') return await showHelp(rest, print);
    const { command, rest: words } = find(tokens.words, commands);
    if (has(tokens, 'help')) return await showHelp([command.name], print);
    const values = matched(command, words, tokens, commands);
    const io = { ...around, client: () => around.open(command.record) };
    const work = command.run({ words, values, io, print });
    return await (command.hearsInterrupts ? work : unlessInterrupted(work, io.signal));
  } catch (error) {
    const problem = problemOf(error);
    return problem ? await print.failed(problem) : await failedUnexpectedly(error, print, around);
  }
}

async function showHelp(words: readonly string[], print: Printer): Promise<number> {
  if (words.length === 0) {
    await print.result({ commands: commands.map(describe) }, () => helpText(commands));
    return 0;
  }
  const { command } = find(
    words.flatMap((word) => word.split(' ')),
    commands,
  );
  const family = commands.filter(({ name }) => name === command.name || name.startsWith(`${command.name} `));
  await print.result({ commands: family.map(describe) }, () => family.map(help).join('\n'));
  return 0;
}

/** A bug: the code is none of the contract's, and the stack goes to standard error in every mode. */
async function failedUnexpectedly(error: unknown, print: Printer, io: Process): Promise<number> {
  const message = error instanceof Error ? error.message : String(error);
  const hint = 'This is a bug in Slipway: please report it with the lines above.';
  await io.stderr.write(escaped(stackOf(error)));
  if (print.json) await io.stdout.write(jsonLine({ error: { code: 'UNEXPECTED', message, hint } }));
  else await print.note(`${hint}\n`);
  return 1;
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return `${String(error)}\n`;
  return `${error.stack ?? error.message}\n${error.cause === undefined ? '' : `because of ${stackOf(error.cause)}`}`;
}
