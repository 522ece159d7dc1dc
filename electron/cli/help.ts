import { type Command, common, type Options, usageOf } from './command.ts';
import { table } from './text.ts';

/** What `slipway help` prints: every command that works, in one line each. */
export function helpText(commands: readonly Command[]): string {
  return [
    'Puts AI model containers into service on Docker hosts, without an outage.',
    '',
    'Usage: slipway COMMAND [ARGUMENTS] [OPTIONS]',
    '',
    table([...commands.map(({ name, summary }) => [name, summary]), ['help', 'this, or what one command takes']], '  '),
    'Every command takes:',
    optionLines(common),
    'Exit status:',
    table(exits, '  '),
    'SLIPWAY_HOME moves the data folder. "slipway --version" says which this is.',
    '',
  ].join('\n');
}

/** What `slipway help COMMAND` prints. */
export function help(command: Command): string {
  return [
    `Usage: slipway ${usageOf(command)}`,
    `  ${command.summary}`,
    '',
    optionLines({ ...command.options, ...common }),
    'With --json:',
    `  ${command.json}`,
    ...(command.more ? ['', ...command.more] : []),
    '',
  ].join('\n');
}

/** A command as data, for `help --json`. */
export function describe(command: Command) {
  const all: Options = { ...command.options, ...common };
  const options = Object.entries(all).filter(([, { hidden }]) => !hidden);
  return {
    name: command.name,
    usage: usageOf(command),
    summary: command.summary,
    json: command.json,
    options: options.map(([name, { type, says }]) => ({ name, type, says })),
  };
}

const exits = [
  ['0', 'done'],
  ['1', 'it failed, and the service is as it was'],
  ['2', 'the command or the file is wrong; nothing was touched'],
  ['3', 'a stop: it may not go ahead like this'],
  ['4', 'a host cannot be reached'],
  ['5', 'somebody else is deploying this service'],
  ['6', 'it failed, and something needs a person'],
  ['130', 'interrupted, and taken back'],
];

function optionLines(options: Options): string {
  const rows = Object.entries(options).flatMap(([name, { short, value, says, hidden }]) =>
    hidden ? [] : [[`${short ? `-${short}, ` : ''}--${name}${value ? ` ${value}` : ''}`, says]],
  );
  return table(rows, '  ');
}
