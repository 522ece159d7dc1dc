import { parseArgs } from 'node:util';
import { Problem } from '#contract/problem';
import { nearest } from '#core/service/nearest';
import { type Command, common, type Options, usageOf } from './command.ts';

const everywhere = { ...common, version: { type: 'boolean', says: 'the version' } } as const satisfies Options;

type Given = {
  readonly name: string;
  readonly raw: string;
  readonly value: string | undefined;
  readonly inline: boolean;
};

/** A command line cut into its words and options, before it is known whether they fit a command. */
export type Tokens = { readonly words: readonly string[]; readonly options: readonly Given[] };

/** Cuts; never fails. Every command's options are known here, so that they may also stand before the command. */
export function cut(argv: readonly string[], commands: readonly Command[]): Tokens {
  const known = Object.assign({}, ...commands.map(({ options }) => options), everywhere) as Options;
  const options = Object.fromEntries(
    Object.entries(known).map(([name, { type: given, short }]) => {
      const type: 'boolean' | 'string' = given === 'boolean' ? given : 'string';
      return [name, short ? { type, short } : { type }];
    }),
  );
  const { tokens } = parseArgs({ args: [...argv], options, strict: false, allowPositionals: true, tokens: true });
  return {
    words: tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : [])),
    options: tokens.flatMap((token) =>
      token.kind === 'option'
        ? [{ name: token.name, raw: token.rawName, value: token.value, inline: token.inlineValue === true }]
        : [],
    ),
  };
}

/** Also where a forgotten value swallowed it, as in `-f --json`: the error must come in the form that was asked for. */
export function has({ options }: Tokens, name: keyof typeof everywhere): boolean {
  return options.some((option) => option.name === name || (!option.inline && option.value === `--${name}`));
}

/** The command that the first one or two words name, and the words after it. */
export function find(
  words: readonly string[],
  commands: readonly Command[],
): { command: Command; rest: readonly string[] } {
  for (const length of [2, 1]) {
    const name = words.slice(0, length).join(' ');
    const command = commands.find((one) => one.name === name || one.also?.includes(name));
    if (command && words.length >= length) return { command, rest: words.slice(length) };
  }
  const near = nearest(words[0] ?? '', [...new Set(commands.map(({ name }) => first(name))), 'help']);
  throw new Problem('BAD_COMMAND', `There is no command "${words[0]}".`, {
    hint: near ? `Did you mean "slipway ${near}"?` : '"slipway help" lists the commands.',
  });
}

const absent = { boolean: false, string: undefined, strings: [] } as const;

/** Checks words and options against the command; fails with BAD_COMMAND that names the nearest right thing. */
export function matched(command: Command, rest: readonly string[], tokens: Tokens, commands: readonly Command[]) {
  const known: Options = { ...command.options, ...common };
  const values: Record<string, string | boolean | readonly string[] | undefined> = Object.fromEntries(
    Object.entries(known).map(([name, { type }]) => [name, absent[type]]),
  );
  for (const given of tokens.options) {
    const option = known[given.name];
    if (!option) throw unknownOption(command, given.raw, known);
    if (option.type === 'boolean' && given.value !== undefined) throw wrong(command, `${given.raw} takes no value.`);
    if (option.type !== 'boolean' && lacksValue(given)) {
      throw wrong(command, `${given.raw} needs a value: ${given.raw} ${option.value ?? 'VALUE'}.`);
    }
    if (option.type === 'string' && values[given.name] !== undefined)
      throw wrong(command, `${given.raw} was given twice.`);
    const before = values[given.name];
    values[given.name] = Array.isArray(before) ? [...before, given.value ?? ''] : (given.value ?? true);
  }
  const required = command.words.filter((word) => !word.startsWith('['));
  const missing = required[rest.length];
  if (missing) throw wrong(command, `"${command.name}" needs ${missing}.`);
  const isOpen = command.words.at(-1)?.includes('…') ?? false;
  if (rest.length > command.words.length && !isOpen) throw tooMany(command, rest[command.words.length] ?? '', commands);
  for (const [name, option] of Object.entries(command.options)) {
    if (option.required && values[name] === undefined) {
      throw wrong(
        command,
        `"${command.name}" needs ${option.short ? `-${option.short}` : `--${name}`} ${option.value}.`,
      );
    }
  }
  return values;
}

/** A value that looks like an option is a forgotten value, unless it was written right behind ("--grep=-x"). */
function lacksValue({ value, inline }: Given): boolean {
  return value === undefined || (!inline && value.length > 1 && value.startsWith('-'));
}

function wrong(command: Command, message: string): Problem {
  return new Problem('BAD_COMMAND', message, { hint: `Write: slipway ${usageOf(command)}` });
}

function unknownOption(command: Command, raw: string, known: Options): Problem {
  const offered = Object.entries(known).flatMap(([name, { hidden }]) => (hidden ? [] : [name]));
  const near = nearest(raw.replace(/^-+/, ''), offered);
  return new Problem('BAD_COMMAND', `"${command.name}" has no option ${raw}.`, {
    hint: near ? `Did you mean --${near}?` : `Write: slipway ${usageOf(command)}`,
  });
}

function tooMany(command: Command, word: string, commands: readonly Command[]): Problem {
  const family = commands.map(({ name }) => name).filter((name) => name.startsWith(`${command.name} `));
  const near = nearest(`${command.name} ${word}`, family);
  return new Problem('BAD_COMMAND', `"${command.name}" does not take "${word}".`, {
    hint: near ? `Did you mean "slipway ${near}"?` : `Write: slipway ${usageOf(command)}`,
  });
}

function first(name: string): string {
  return name.split(' ')[0] ?? name;
}
