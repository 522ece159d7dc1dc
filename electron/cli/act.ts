import type { Act, Deployment, DeploymentState } from '#contract/deployment';
import { Problem, type ProblemShape } from '#contract/problem';
import { agreeing } from './agreeing.ts';
import type { Call } from './command.ts';
import { exitOfDeployment } from './exit.ts';
import type { Client } from './io.ts';
import { type Progress, progress } from './progress.ts';
import { addressOf, awayText, endText, servesText } from './serving.ts';
import { between, cell, escaped, jsonLine } from './text.ts';

/** `expect` is the hash of the plan that was shown: another one is refused. */
export type Options = {
  readonly host?: string | undefined;
  readonly allowGap?: boolean;
  readonly expect?: string;
  /** Somebody was asked about this very act already. */
  readonly confirmed?: boolean;
};
type Ended = { readonly deployment: Deployment; readonly problem: ProblemShape | null };

/** Starts a deployment, prints it as it goes and stays until it has ended. Ctrl-C cancels it and keeps following. */
export async function carryOut(wanted: Act, { confirmed, ...options }: Options, call: Call): Promise<number> {
  const { io, print } = call;
  const client = await io.client();
  if (io.signal.aborted) throw new Problem('INTERRUPTED', 'Interrupted.', { hint: 'Nothing was changed.' });
  using shown = progress(io.stderr, print.noteInk);
  const loose: Promise<void>[] = [];
  let id: string | undefined;
  let cancelled: boolean | undefined;
  let told = false;
  const cancel = async (running: string) => {
    // Settled: a cancel that comes after the end finds nothing, and that is no failure of the deployment.
    const [reply] = await Promise.allSettled([client.deployment.cancel({ id: running })]);
    cancelled = reply.status === 'fulfilled' && reply.value.cancelled;
    await shown.aside(() =>
      print.note(cancelled ? '\nInterrupted: it is being taken back.\n' : '\nToo late to take it back.\n'),
    );
  };
  const heard = () => {
    if (told) loose.push(shown.aside(() => print.note(waitingText(shown, cancelled))));
    if (id !== undefined && !told) loose.push(cancel(id));
    told = true;
  };
  using _ = io.onInterrupt(heard);
  const start = (agreed: { agreed?: string }) => {
    const slow = setTimeout(() => loose.push(print.note(stillWorkingOut)), longWait);
    const asked = { act: wanted, options: { ...options, ...agreed } };
    return client.deployment.start(asked, { signal: io.signal }).finally(() => clearTimeout(slow));
  };
  id = (await agreeing(start, call, confirmed).catch((error: unknown) => Promise.reject(hungUp(error, io.signal)))).id;
  // An interrupt that came before there was an id to cancel.
  if (told) loose.push(cancel(id));
  const ended = await follow(client, id, shown, { io, print });
  await Promise.all(loose);
  return await finish(ended, cancelled === true, { io, print });
}

/** Milliseconds after which who waits is told why: to work a deployment out takes one second on a host that is well. */
const longWait = 5_000;
const stillWorkingOut =
  'Looking at the host. Weights in a volume are read to their end first: large ones take minutes.\n';

/** A call to another process ends with the signal's own reason; what it had begun there is taken back there. */
const hungUp = (error: unknown, { aborted, reason }: AbortSignal): unknown =>
  aborted && error === reason
    ? new Problem('INTERRUPTED', 'Interrupted.', {
        hint: 'If it had begun, it is taken back: "slipway history" says so.',
      })
    : error;

type Printing = Pick<Call, 'io' | 'print'>;

async function follow(
  client: Client,
  id: string,
  shown: Progress,
  { io, print }: Printing,
): Promise<Ended & { said: boolean }> {
  let after = 0;
  let said = false;
  for (;;) {
    const { events, ended } = await client.deployment.next({ id, after, max: 200 });
    for (const event of events) {
      after = event.n;
      if (!print.json) await shown.show(event);
      else if (event.type === 'step') await io.stdout.write(jsonLine(event.step));
      if (!print.json && event.type === 'state' && event.state === 'watching') {
        said = await shown.aside(() => sayServes(client, id, { io, print }));
      }
    }
    if (ended) return { ...ended, said };
  }
}

/** Said as soon as it serves, while the old release is still there to go back to; true when there was something to say. */
async function sayServes(client: Client, id: string, { io, print }: Printing): Promise<boolean> {
  const [reply] = await Promise.allSettled([client.history.show({ id })]);
  if (reply.status === 'rejected') return false;
  const { deployment } = reply.value;
  const ms = between(deployment.startedAt, deployment.servingAt);
  if (!deployment.to || ms === null) return false;
  await io.stdout.write(print.ink.good(servesText(deployment, await addressOf(client, deployment), ms)));
  await print.note('Watching it; Ctrl-C goes back.\n');
  return true;
}

/** Prints how it ended, and gives the exit status of that. */
export async function finish(
  ended: Ended & { said: boolean },
  cancelled: boolean,
  { io, print }: Printing,
): Promise<number> {
  const { deployment, problem } = ended;
  const exit = exitOfDeployment(deployment, problem);
  // A cancelled deployment that could not be taken back needs a person, and says that instead.
  const status = cancelled && exit !== 6 ? 130 : exit;
  if (status === 0) {
    const address = print.json || ended.said ? null : await addressOf(await io.client(), deployment);
    await print.result({ deployment }, () => endText(deployment, { said: ended.said, address }));
    for (const finding of deployment.evidence.findings) await print.note(`note: ${escaped(finding)}\n`);
    return 0;
  }
  await print.failed(problem ?? unsaid(deployment, status), { deployment });
  await print.note(
    `Deployment ${escaped(deployment.id)} of ${cell(deployment.service)}: ${outcome[deployment.state]}. ${awayText(deployment)}`
      .trimEnd()
      .concat('\n'),
  );
  return status;
}

const outcome: Readonly<Record<DeploymentState, string>> = {
  planned: 'never begun',
  running: 'not settled',
  watching: 'not settled',
  succeeded: 'succeeded all the same',
  stopped: 'stopped; nothing was changed',
  'taken-back': 'taken back; the service is as it was',
  failed: 'failed',
  interrupted: 'interrupted and taken back; the service is as it was',
};

/** The words for an end for which the core gave no problem. */
function unsaid({ service, state, reason }: Deployment, status: number): ProblemShape {
  const message = reason ?? `The deployment of ${service} ended as ${state}.`;
  const hint = `"slipway history show" and "slipway status ${service}" say more.`;
  if (status === 130) return { code: 'INTERRUPTED', message, hint: 'Start it again when you are ready.' };
  if (status === 3) return { code: 'STOPPED', message, hint };
  return { code: status === 6 ? 'NEEDS_PERSON' : 'NOT_READY', message, hint };
}

function waitingText(shown: Progress, cancelled: boolean | undefined): string {
  const current = shown.current();
  const doing = cancelled === false ? 'Being finished' : 'Still being taken back';
  return `\n${doing}${current ? `; waiting for: ${current}` : ''}. Ending it by force leaves it to be settled at the next start.\n`;
}
