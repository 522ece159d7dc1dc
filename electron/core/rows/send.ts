import type { SampleReport } from '#contract/rows';
import type { Operation } from '#contract/schema';
import { noAnswerCause } from '../model/no-answer.ts';
import type { Reach } from '../model/reach.ts';

/** A row as it is sent. */
export type Sending = { readonly row: number; readonly body: string };
export type Sent = NonNullable<SampleReport['sent']>;

/** At once: enough that a batch of rows goes through, few enough that a model that serves has most of itself for callers. */
const atOnce = 4;
const patience = 60_000;
const mostFailed = 100;
const longestWhy = 200;

/** Sends rows to where the model predicts; a status of the two hundreds is an answer, whatever it says. */
export async function sendRows(
  rows: readonly Sending[],
  { reach, to, path }: { readonly reach: Reach; readonly to: string } & Pick<Operation, 'path'>,
  signal: AbortSignal,
): Promise<Sent> {
  const failed: Sent['failed'] = [];
  const times: number[] = [];
  let next = 0;
  const worker = async () => {
    for (let one = rows[next++]; one; one = rows[next++]) {
      const { status, why, ms } = await sendOne(one, reach, path, signal);
      if (why === null) times.push(ms);
      else failed.push({ row: one.row, status, why });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  const sorted = times.toSorted((a, b) => a - b);
  return {
    to,
    rows: rows.length,
    answered: times.length,
    failed: failed.toSorted((a, b) => a.row - b.row).slice(0, mostFailed),
    p50: sorted[Math.floor((sorted.length - 1) / 2)] ?? null,
    max: sorted.at(-1) ?? null,
  };
}

async function sendOne({ body }: Sending, reach: Reach, path: string, signal: AbortSignal) {
  const began = performance.now();
  try {
    const headers = { 'Content-Type': 'application/json' };
    // Whoever names a sample means it to be sent as often as it takes.
    const request = { method: 'POST', path, headers, body, deadline: patience, repeatable: true, most: 65_536 };
    const answer = await reach(request, signal);
    const isWell = answer.status >= 200 && answer.status < 300;
    return { status: answer.status, ms: Math.round(answer.ms * 10) / 10, why: isWell ? null : saidBy(answer.body) };
  } catch (error) {
    if (!noAnswerCause(error)) throw error;
    return { status: null, ms: performance.now() - began, why: (error as Error).message.slice(0, longestWhy) };
  }
}

const saidBy = (body: string): string => body.replace(/\s+/g, ' ').trim().slice(0, longestWhy) || 'nothing was said';
