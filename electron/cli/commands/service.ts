import { Problem } from '#contract/problem';
import { releaseName } from '#contract/release';
import { carryOut } from '../act.ts';
import { allowGap, command, onHost } from '../command.ts';
import { confirm } from '../confirm.ts';
import { unlessInterrupted } from '../interrupt.ts';
import { cell } from '../text.ts';
import { actJson } from './deploy.ts';

// The contract's bound on a service's replicas.
const MAX_REPLICAS = 100;

export const rollback = command({
  name: 'rollback',
  words: ['SERVICE'],
  summary: 'go back to an earlier release; replicas, front and policy stay',
  json: actJson,
  options: {
    to: { type: 'string', value: 'rN', says: 'the release; default: the newest other one that served' },
    exact: { type: 'boolean', says: "return all of the release's file, not only what makes the containers" },
    host: onHost,
    'allow-gap': allowGap,
  },
  record: 'writes',
  hearsInterrupts: true,
  async run(call) {
    const { to, exact, host, 'allow-gap': gap } = call.values;
    if (to !== undefined && !releaseName.safeParse(to).success) {
      throw new Problem('BAD_COMMAND', `--to "${to}" is no release.`, {
        hint: 'A release is written r1, r2 …; "slipway history" lists them.',
      });
    }
    const [service = ''] = call.words;
    return await carryOut({ kind: 'rollback', service, to, exact }, { host, allowGap: gap }, call);
  },
});

export const scale = command({
  name: 'scale',
  words: ['SERVICE', 'N'],
  summary: 'run N replicas',
  json: actJson,
  options: { host: onHost },
  record: 'writes',
  hearsInterrupts: true,
  async run(call) {
    const [service = '', number = ''] = call.words;
    const replicas = Number(number);
    if (!/^\d+$/.test(number) || replicas < 1 || replicas > MAX_REPLICAS) {
      throw new Problem('BAD_COMMAND', `"${number}" is no number of replicas.`, {
        hint: `Write a whole number from 1 to ${MAX_REPLICAS}; "slipway retire" takes a service away.`,
      });
    }
    return await carryOut({ kind: 'scale', service, replicas }, { host: call.values.host }, call);
  },
});

export const restart = command({
  name: 'restart',
  words: ['SERVICE'],
  summary: 'replace every replica by a new one of the same release',
  json: actJson,
  options: { host: onHost },
  record: 'writes',
  hearsInterrupts: true,
  async run(call) {
    const [service = ''] = call.words;
    return await carryOut({ kind: 'restart', service }, { host: call.values.host }, call);
  },
});

export const retire = command({
  name: 'retire',
  words: ['SERVICE'],
  summary: 'take a service away; its releases and its history stay',
  json: actJson,
  options: { host: onHost },
  record: 'writes',
  hearsInterrupts: true,
  async run(call) {
    const [service = ''] = call.words;
    const asked = confirm(`Retiring ${cell(service)} removes its replicas and its address.`, call);
    await unlessInterrupted(asked, call.io.signal);
    return await carryOut({ kind: 'retire', service }, { host: call.values.host, confirmed: true }, call);
  },
});
