import type { Fix } from '#contract/checklist';
import { Problem, type ProblemShape } from '#contract/problem';
import { carryOut } from './act.ts';
import type { Call } from './command.ts';
import { confirm } from './confirm.ts';
import { exitOfProblem } from './exit.ts';
import { fixText } from './fixed.ts';
import type { TextFile } from './input.ts';
import { unlessInterrupted } from './interrupt.ts';
import type { Printer } from './print.ts';
import { cell, plural } from './text.ts';
import { writeBack } from './write-back.ts';

export type Fixing = {
  readonly file: TextFile | null;
  /** As the operator wrote it; "-" is standard input, and then the text is what is printed. */
  readonly written: string | undefined;
  readonly name: string;
  readonly ids: readonly string[];
  readonly host: string | undefined;
  readonly allowGap: boolean;
};

/** `check --fix`: shows what the remedies set, then writes the file or deploys the service, once that is confirmed. */
export async function fixing(asked: Fixing, call: Call): Promise<number> {
  const { file, name, ids, host } = asked;
  const { io } = call;
  const client = await unlessInterrupted(io.client(), io.signal);
  const subject = file ? ({ kind: 'file', file } as const) : ({ kind: 'running', name } as const);
  const wanted = { subject, host, ...(ids.length > 0 ? { ids: [...ids] } : {}) };
  const fix = await unlessInterrupted(client.checklist.fix(wanted, { signal: io.signal }), io.signal);
  if (fix.subject.kind === 'container') return await ofStranger(fix, call);
  return file ? await ofFile(fix, file, asked.written ?? file.name, call) : await ofService(fix, asked, call);
}

async function ofStranger(fix: Fix, { print }: Call): Promise<number> {
  if (!print.json) await print.result(fix, () => fixText(fix, print));
  const { name } = fix.subject;
  const message = `${name} is a container that no service file makes: it is only read, and nothing was changed.`;
  const hint = 'Carry out by hand what is listed, or deploy its image as a service.';
  return await print.failed({ code: 'NOT_SUPPORTED', message, hint }, { ...fix, written: null });
}

async function ofFile(fix: Fix, file: TextFile, written: string, call: Call): Promise<number> {
  const { print } = call;
  if (written === '-') {
    await print.note(fixText(fix, { width: print.width, ink: print.noteInk }));
    return await told(fix, null, () => fix.text, print);
  }
  if (!print.json) await print.result(fix, () => fixText(fix, print));
  if (fix.applied.length === 0) return await told(fix, null, () => 'Nothing is written.\n', print);
  const refusal = await refusalOf(`${remedies(fix)} would be written into ${cell(written)}.`, call);
  if (refusal) return await print.failed(refusal, { ...fix, written: null });
  await writeBack(file, fix.text);
  return await told(fix, file.name, () => `Wrote ${cell(written)}.\n`, print);
}

async function ofService(fix: Fix, { host, allowGap }: Fixing, call: Call): Promise<number> {
  const { print } = call;
  const { plan, problem, subject, applied } = fix;
  if (!print.json) await print.result(fix, () => fixText(fix, print));
  if (applied.length === 0) return await told(fix, null, () => 'Nothing is deployed.\n', print);
  if (!plan) return await print.failed(problem ?? unplanned(subject.name), { ...fix, written: null });
  const refusal = await refusalOf(`${cell(subject.name)} would be deployed with ${remedies(fix)}.`, call);
  if (refusal) return await print.failed(refusal, { ...fix, written: null });
  if (print.json) await print.result({ ...fix, written: null }, () => '');
  const act = { kind: 'deploy', file: { name: 'slipway.yaml', text: fix.text } } as const;
  return await carryOut(act, { host: host ?? subject.host, allowGap, expect: plan.hash, confirmed: true }, call);
}

const remedies = ({ applied }: Fix): string => plural(applied.length, 'remedy', 'remedies');

/** Null once somebody has agreed. */
async function refusalOf(what: string, call: Call): Promise<ProblemShape | null> {
  try {
    await unlessInterrupted(confirm(what, call), call.io.signal);
    return null;
  } catch (error) {
    if (error instanceof Problem) return error.toJSON();
    throw error;
  }
}

/** As of a check: a stop decides; else what kept some of it from being looked at. */
async function told(fix: Fix, written: string | null, text: () => string, print: Printer): Promise<number> {
  const { problem, after } = fix;
  if (problem === null || after.stops.length > 0) {
    await print.result({ ...fix, written }, text);
    return after.stops.length > 0 ? exitOfProblem.STOPPED : 0;
  }
  if (!print.json) await print.result(fix, text);
  return await print.failed(problem, { ...fix, written });
}

const unplanned = (service: string): ProblemShape => ({
  code: 'CHANGED_MEANWHILE',
  message: `What deploying ${service} would do could not be planned.`,
  hint: 'Repeat the command.',
});
