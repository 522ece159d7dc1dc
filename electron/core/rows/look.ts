import type { ModelSchema } from '#contract/schema';
import type { ServiceFile } from '../service/schema.ts';
import { adapt, fieldsOf, isWhole, type Row } from './adapt.ts';
import type { Fault } from './fault.ts';
import { faultsOf } from './faults.ts';
import type { OpenRows } from './read.ts';
import type { Sending } from './send.ts';
import { type Target, targetOf } from './spec.ts';
import { tally } from './tally.ts';
import { wholeFaults } from './whole.ts';

/** Rows that are looked at: a file with more is looked at from its start. */
const mostRows = 1_000_000;
/** Characters of requests that are kept to be sent. */
const mostKept = 64 * 1024 ** 2;

type Asked = {
  readonly schema: ModelSchema | null;
  readonly mapping: ServiceFile['integration']['mapping'];
  /** How many rows are to be sent. */
  readonly sends: number;
};

export type LookedAt = ReturnType<ReturnType<typeof tally>['result']> & {
  readonly target: Target | null;
  readonly sending: readonly Sending[];
  readonly unread: readonly string[];
};

/** Looks at each row once, in order, and keeps the requests of the first of them. Nothing is sent. */
export async function lookAtRows(
  { rows, format }: Pick<OpenRows, 'rows' | 'format'>,
  { schema, mapping, sends }: Asked,
  signal: AbortSignal,
): Promise<LookedAt> {
  const counted = tally();
  const sending: Sending[] = [];
  const unread: string[] = [...(schema?.unread ?? [])];
  let target: Target | null | undefined;
  let kept = 0;
  for await (const read of rows) {
    signal.throwIfAborted();
    if (read.row > mostRows) {
      unread.push(`Only the first ${mostRows} rows were looked at.`);
      break;
    }
    if ('broken' in read) {
      counted.add(read.row, [{ field: 'the row', kind: 'row', why: read.broken }]);
      continue;
    }
    if (target === undefined) {
      const found = schema ? targetOf(schema, { mapping, format }, read.value) : null;
      target = typeof found === 'string' ? null : found;
      if (typeof found === 'string') unread.push(found);
      else if (target?.node.kind === 'any')
        unread.push('The model does not say what it takes: rows cannot be compared.');
    }
    counted.add(read.row, faultsIn(read.value, target));
    const body =
      target && isRow(read.value) && sending.length < sends ? JSON.stringify(adapt(read.value, target.spec)) : null;
    if (body === null || kept + body.length > mostKept) continue;
    kept += body.length;
    sending.push({ row: read.row, body });
  }
  const result = counted.result();
  if (result.isMore) unread.push('There are more kinds of faults than are counted.');
  return { ...result, target: target ?? null, sending, unread };
}

const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null && !Array.isArray(value);

function faultsIn(value: unknown, target: Target | null): Fault[] {
  if (!isRow(value)) return [{ field: 'the row', kind: 'type', why: 'it is no object with named fields' }];
  if (!target) return [];
  const { spec, node } = target;
  return isWhole(value, spec) ? wholeFaults(value, node) : faultsOf(fieldsOf(value, spec), node);
}
