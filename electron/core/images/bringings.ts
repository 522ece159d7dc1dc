import type { Bringing, ImageWork } from '#contract/image';
import { Problem } from '#contract/problem';
import { type Followed, openFollowed } from '../followed.ts';
import type { Hosts } from '../host/hosts.ts';
import type { Told } from '../told.ts';
import { load, pull } from './bring.ts';
import { move } from './move.ts';
import { type Brought, naming, type Progress, type Way } from './sending.ts';

/** Images on their way to hosts, each followed by who wants it there. */
export type Bringings = Omit<Followed<Bringing>, 'begin'> & { start(work: ImageWork): { id: string } };

type OpenHosts = Pick<Hosts, 'open' | 'named'>;

/** Milliseconds between two words of how far it is. */
const between = 200;

export function openBringings(hosts: OpenHosts): Bringings {
  const { begin, ...followed } = openFollowed<Bringing>();
  return {
    ...followed,
    /** UNKNOWN_HOST; all else is told to who follows it. */
    start(work) {
      const host = hosts.named(work.kind === 'move' ? work.to : work.host);
      const from = work.kind === 'move' ? hosts.named(work.from) : null;
      const first = { ...begun, kind: work.kind, host, from };
      return { id: begin(first, (state, signal) => carryOut(hosts, work, first, state, signal)) };
    },
  };
}

async function carryOut(
  hosts: OpenHosts,
  work: ImageWork,
  { host, from }: Pick<Bringing, 'host' | 'from'>,
  state: Told<Bringing>,
  signal: AbortSignal,
): Promise<void> {
  const startedAt = performance.now();
  let saidAt = 0;
  const progress = (now: Progress) => {
    if (performance.now() - saidAt < between) return;
    saidAt = performance.now();
    state.tell(now);
  };
  try {
    const brought = await bring(hosts, work, { host, from }, { progress, signal });
    const tookMs = Math.round(performance.now() - startedAt);
    const { total } = state.now();
    state.tell({ phase: 'done', done: total, text: null, images: [...brought.images], same: brought.same, tookMs });
  } catch (error) {
    state.tell({ phase: 'failed', problem: problemOf(signal.aborted ? stopped() : error, host).toJSON() });
  }
}

async function bring(
  hosts: OpenHosts,
  work: ImageWork,
  at: Pick<Bringing, 'host' | 'from'>,
  way: Way,
): Promise<Brought> {
  const to = await hosts.open(at.host, way.signal).catch(naming(at.host));
  switch (work.kind) {
    case 'pull':
      return pull(to, work, way);
    case 'load':
      return load(to, work, way);
    case 'move':
      return move(await hosts.open(at.from ?? undefined, way.signal).catch(naming(at.from ?? '')), to, work, way);
  }
}

const stopped = (): Problem =>
  new Problem('INTERRUPTED', 'It was stopped, and nothing of it is there', {
    hint: 'Run it again when you are ready.',
  });

function problemOf(error: unknown, host: string): Problem {
  if (error instanceof Problem) return error;
  return new Problem('PULL_FAILED', `It did not come to ${host}: ${error instanceof Error ? error.message : error}`, {
    hint: 'Try it again.',
    cause: error,
  });
}

const begun: Bringing = {
  n: 1,
  phase: 'running',
  kind: 'pull',
  host: '',
  from: null,
  done: null,
  total: null,
  text: null,
  images: [],
  same: false,
  tookMs: null,
  problem: null,
};
