import type { z } from 'zod';
import { type Deployment, deploymentKind, deploymentState } from '#contract/deployment';
import type { change, HistoryRecord, Said, Verification } from '#contract/history';
import { Problem } from '#contract/problem';
import { nearest } from '#core/service/nearest';
import { command } from '../command.ts';
import { evidenceText } from '../evidence.ts';
import { since } from '../since.ts';
import { between, cell, duration, fitted, pairs, plural, releaseText, table, when } from '../text.ts';

export const historyList = command({
  name: 'history',
  also: ['history list'],
  words: [],
  summary: 'what was done, newest first; needs no host',
  json: '{"deployments":[…],"said"?:[{"kind","service","host","id","text","until","by","at"}]}',
  options: {
    service: { type: 'string', value: 'NAME', says: 'only this service' },
    host: { type: 'string', value: 'H', says: 'only this host' },
    kind: { type: 'string', value: 'KIND', says: `only ${deploymentKind.options.join(', ')}` },
    state: { type: 'string', value: 'STATE', says: 'only those that ended so: succeeded, taken-back, failed …' },
    since: { type: 'string', value: 'WHEN', says: 'only what is newer: 10m, 7d or an ISO time' },
    text: { type: 'string', value: 'TEXT', says: 'only what contains it' },
  },
  record: 'reads',
  async run({ values: { service, host, kind, state, since: from, text }, io, print }) {
    const filter = {
      service,
      host,
      kind: oneOf(deploymentKind, '--kind', kind),
      state: oneOf(deploymentState, '--state', state),
      since: since(from),
      text,
    };
    const client = await io.client();
    const found = await client.history.list(filter, { signal: io.signal });
    await print.result(found, () => listText(found, print.width));
    return 0;
  },
});

export const historyShow = command({
  name: 'history show',
  words: ['ID'],
  summary: 'one deployment with its steps, findings and reason',
  json: '{"deployment":{…},"file","seq","hash"}',
  options: {},
  record: 'reads',
  async run({ words: [id = ''], io, print }) {
    const client = await io.client();
    const record = await client.history.show({ id }, { signal: io.signal });
    await print.result(record, () => recordText(record, print.width));
    return 0;
  },
});

export const historyDiff = command({
  name: 'history diff',
  words: ['A', 'B'],
  summary: 'what differs between the files of two deployments',
  json: '{"a","b","changes":[{"path","from","to"}]}',
  options: {},
  record: 'reads',
  async run({ words: [a = '', b = ''], io, print }) {
    const client = await io.client();
    const diff = await client.history.diff({ a, b }, { signal: io.signal });
    await print.result(diff, () => diffText(diff.changes));
    return 0;
  },
});

export const historyVerify = command({
  name: 'history verify',
  words: [],
  summary: 'check that no record was altered or lost; exit 1 when one was',
  json: '{"ok","records":n,"broken":[{"seq","table","why"}]}',
  options: {},
  record: 'reads',
  async run({ io, print }) {
    const client = await io.client();
    const found = await client.history.verify(undefined, { signal: io.signal });
    await print.result(found, () => verificationText(found));
    return found.ok ? 0 : 1;
  },
});

function oneOf<T extends Record<string, string>>(choice: z.ZodEnum<T>, option: string, given: string | undefined) {
  if (given === undefined) return undefined;
  const parsed = choice.safeParse(given);
  if (parsed.success) return parsed.data;
  const near = nearest(given, choice.options.map(String));
  throw new Problem('BAD_COMMAND', `${option} "${given}" is not known.`, {
    hint: near ? `Did you mean ${near}?` : `It is one of ${choice.options.join(', ')}.`,
  });
}

/** An id's first ten characters are the millisecond in which it began, and are understood as the whole. */
function listText({ deployments, said = [] }: Listed, width: number): string {
  if (deployments.length + said.length === 0) return 'Nothing recorded.\n';
  const acts = deployments.map((one) => ({ at: one.startedAt, row: deploymentRow(one) }));
  const words = said.map((one) => ({ at: one.at, row: saidRow(one) }));
  // Each keeps its own order, since a clock that was set back must not turn it round.
  const rows = merged(acts, words).map(({ row }) => row);
  const head = ['ID', 'WHEN', 'SERVICE', 'HOST', 'KIND', 'FROM', 'TO', 'STATE', 'OPERATOR', 'TOOK'];
  const spare = ['HOST', 'TOOK', 'OPERATOR', 'FROM'].map((name) => head.indexOf(name));
  return fitted([head, ...rows], width, spare);
}

type Listed = { readonly deployments: readonly Deployment[]; readonly said?: readonly Said[] | undefined };
type Timed = { readonly at: string; readonly row: readonly string[] };

function merged(acts: readonly Timed[], words: readonly Timed[]): Timed[] {
  const left = [...words];
  const placed = acts.flatMap((act) => {
    const older = left.findIndex(({ at }) => at < act.at);
    return [...left.splice(0, older === -1 ? left.length : older), act];
  });
  return [...placed, ...left];
}

const saidRow = ({ kind, service, host, id, until, by, at }: Said): string[] => [
  '-',
  when(at),
  service,
  host,
  kind,
  '-',
  id,
  until === null ? '-' : `until ${until.slice(0, 10)}`,
  by,
  '-',
];

const deploymentRow = (one: Deployment): string[] => [
  one.id.slice(0, 10),
  when(one.startedAt),
  one.service,
  one.host,
  one.kind,
  releaseText(one.from),
  releaseText(one.to),
  one.state,
  one.operator,
  took(one),
];

function recordText({ deployment: one, seq, hash }: HistoryRecord, width: number): string {
  const { evidence, steps } = one;
  return [
    pairs([
      ['deployment', one.id],
      ['service', `${one.service} on ${one.host}`],
      ['kind', one.kind],
      ['state', one.state],
      ['reason', one.reason],
      ['from', releaseText(one.from)],
      ['to', releaseText(one.to)],
      ['digest', one.to?.digest],
      ['note', one.note],
      ['operator', one.operator],
      ['console', one.console],
      ['engine', one.engine],
      ['started', when(one.startedAt)],
      ['serving', when(one.servingAt)],
      ['away', evidence.gapMs ? duration(evidence.gapMs) : null],
      ['finished', `${when(one.finishedAt)} (${took(one)})`],
      ['record', seq === null ? 'not finished' : `${seq} ${hash ?? ''}`],
    ]),
    steps.length > 0 ? '\nsteps\n' : '',
    table(
      steps.map((step) => [`${step.n}/${step.of}`, step.state, step.do, step.target, duration(step.ms)]),
      '  ',
    ),
    evidenceText(evidence, width),
  ].join('');
}

/** A field a block: values may be long, and are easier to compare below each other. */
function diffText(changes: readonly z.infer<typeof change>[]): string {
  const shown = (value: unknown) => (value === null ? '(nothing)' : cell(JSON.stringify(value)));
  const blocks = changes.map(({ path, from, to }) => `${cell(path)}\n  - ${shown(from)}\n  + ${shown(to)}\n`);
  return blocks.join('') || 'Nothing differs.\n';
}

function verificationText({ ok, records, broken }: Verification): string {
  if (ok) return `${plural(records, 'record')}, none altered.\n`;
  const rows = broken.map(({ seq, table: where, why }) => [seq === null ? '-' : String(seq), where, why]);
  return `${plural(records, 'record')}, ${broken.length} broken.\n${table([['SEQ', 'TABLE', 'WHY'], ...rows])}`;
}

function took({ startedAt, finishedAt }: Deployment): string {
  const ms = between(startedAt, finishedAt);
  return ms === null ? '-' : duration(ms);
}
