import type { Need } from '#wire/open';
import type { Io } from './io.ts';
import type { Printer } from './print.ts';

/** `value` is the placeholder that help shows for a string option. */
export type Option = {
  /** `strings` may be given more than once. */
  readonly type: 'string' | 'strings' | 'boolean';
  readonly says: string;
  readonly value?: string;
  readonly short?: string;
  readonly required?: true;
  /** Understood, to refuse it well, but not offered. */
  readonly hidden?: true;
};
export type Options = Readonly<Record<string, Option>>;
type ValueOf = { boolean: boolean; string: string | undefined; strings: readonly string[] };
export type Values<O extends Options> = { readonly [K in keyof O]: ValueOf[O[K]['type']] };

/** One command line, parsed. Required words are there, so `words[0]` is "" only where the command takes none. */
export type Call<O extends Options = Options> = {
  readonly words: readonly string[];
  readonly values: Values<O>;
  readonly io: Io;
  readonly print: Printer;
};

type CommandWith<O extends Options> = {
  /** One or two words: "status", "hosts add". */
  readonly name: string;
  /** Other spellings. */
  readonly also?: readonly string[];
  /** Its arguments in order; "[SERVICE]" may be left out, and of a last one with "…" there may be many. */
  readonly words: readonly string[];
  readonly summary: string;
  /** The form of its result under --json, for help. */
  readonly json: string;
  /** What else help says of it, a line each. */
  readonly more?: readonly string[];
  readonly options: O;
  /** What it does to the record: the data folder is opened for that, once. */
  readonly record: Need;
  /** True where the command itself answers Ctrl-C; else it is ended at once with exit 130. */
  readonly hearsInterrupts?: true;
  /** Prints, and returns the exit status. */
  run(call: Call<O>): Promise<number>;
};
export type Command = CommandWith<Options>;

export function command<const O extends Options>(definition: CommandWith<O>): Command {
  return definition;
}

/** What every command understands. */
export const common = {
  json: { type: 'boolean', says: 'JSON on standard output and nothing else' },
  yes: { type: 'boolean', says: 'answer questions with yes; needed without a terminal' },
  'no-color': { type: 'boolean', says: 'no colour, as NO_COLOR' },
  help: { type: 'boolean', short: 'h', says: 'this text' },
} as const satisfies Options;

export const onHost = {
  type: 'string',
  value: 'H',
  says: 'the host, where it is not the only or the local one',
} as const;
export const fromFile = {
  type: 'string',
  short: 'f',
  value: 'FILE',
  required: true,
  says: 'the service file; "-" is standard input',
} as const;
export const allowGap = { type: 'boolean', says: 'go ahead although nothing serves for the stated time' } as const;

/** How a command is written: "rollback SERVICE [--to rN] [--exact]". */
export function usageOf({ name, words, options }: Command): string {
  const written = Object.entries(options).flatMap(([long, option]) => {
    if (option.hidden) return [];
    const text = `${option.short ? `-${option.short}` : `--${long}`}${option.value ? ` ${option.value}` : ''}`;
    return option.required ? [text] : [`[${text}]${option.type === 'strings' ? '…' : ''}`];
  });
  return [name, ...words, ...written].join(' ');
}
