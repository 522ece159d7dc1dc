import { Problem } from '#contract/problem';
import type { Call, Options } from './command.ts';
import { readServiceFile } from './input.ts';

/** A service by its name, or the file of `-f`: one of them. */
export async function readSubject(
  command: string,
  name: string | undefined,
  written: string | undefined,
  { io, print }: Pick<Call<Options>, 'io' | 'print'>,
) {
  if ((name === undefined) === (written === undefined))
    throw new Problem('BAD_COMMAND', `${command} wants a file or the name of a service, and one of them.`, {
      hint: `slipway ${command} -f FILE, or slipway ${command} SERVICE`,
    });
  if (written === undefined) return { kind: 'running', name: name ?? '' } as const;
  const file = await readServiceFile(written, io);
  print.written.set(file.name, written);
  return { kind: 'file', file } as const;
}
