import { setTimeout as pause } from 'node:timers/promises';
import type { Deployment } from '#contract/deployment';
import type { OpenConsole } from '#wire/open';
import type { FromCore } from './messages.ts';

type Watched = Pick<OpenConsole, 'as' | 'running'> & {
  readonly client: { readonly history: Pick<OpenConsole['client']['history'], 'list'> };
};

/** Milliseconds from look to look: at a count of our own, and at the record that another process writes. */
const looks = { owner: 500, attached: 3_000 } as const;
const newest = 20;

/** Tells how many deployments run and which have ended, until the signal. While none runs here the record is left alone. */
export async function watchDeployments(
  console: Watched,
  tell: (message: FromCore) => void,
  signal: AbortSignal,
  log: (text: string) => void,
  every: Readonly<Record<'owner' | 'attached', number>> = looks,
): Promise<void> {
  const owns = console.as === 'owner';
  const list = async () => (await console.client.history.list({ limit: newest }, { signal })).deployments;
  let over: ReadonlySet<string> | null = null;
  let before: { here: number; elsewhere: number } | null = null;
  let failed = false;
  const look = async () => {
    const here = console.running();
    if (owns && here === 0 && before?.here === 0) return;
    const deployments = await list();
    const now = { here, elsewhere: owns ? 0 : deployments.filter(({ finishedAt }) => finishedAt === null).length };
    // What ended first: who hears that nothing runs any more may quit.
    for (const it of deployments) if (over && it.finishedAt !== null && !over.has(it.id)) tell(ended(it));
    over = finished(deployments);
    if (now.here !== before?.here || now.elsewhere !== before.elsewhere) tell({ kind: 'deployments', ...now });
    before = now;
  };
  while (!signal.aborted) {
    try {
      await look();
      failed = false;
    } catch (error) {
      // The next look may be better; to end would take back what runs. Told once, not twice a second.
      if (!signal.aborted && !failed) log(`the record could not be read: ${String(error)}`);
      failed = true;
    }
    await pause(owns ? every.owner : every.attached, undefined, { signal }).catch(() => {});
  }
}

const finished = (deployments: readonly Deployment[]): ReadonlySet<string> =>
  new Set(deployments.filter(({ finishedAt }) => finishedAt !== null).map(({ id }) => id));

function ended({ id, service, host, kind, state, to, reason }: Deployment): FromCore {
  return { kind: 'ended', deployment: { id, service, host, kind, state, to, reason } };
}
