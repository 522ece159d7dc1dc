import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import { other, type Version } from './app.ts';
import { quantile } from './figures.ts';
import { now } from './load.ts';
import type { Act, Slipway } from './slipway.ts';

/** One call to the engine, in milliseconds from the start of the act; `to` is when its answer's head was there. */
type Call = { readonly from: number; readonly to: number; readonly what: string };

export type Profile = {
  /** Median milliseconds that each part takes: what comes before the first step, each kind of step, what comes after. */
  readonly parts: readonly { readonly part: string; readonly ms: number }[];
  readonly switched: number;
  readonly total: number;
  /** Every call to the engine in the quickest act, which others disturbed least. */
  readonly calls: readonly Call[];
};

/** Where the time of a replacement goes, without load: from the journal, and from the calls to the engine. */
export async function profileActs(slipway: Slipway, serving: Version, times: number): Promise<Profile> {
  const seen: { act: Act; calls: Call[] }[] = [];
  let version = serving;
  for (let n = 0; n < times; n++) {
    version = other(version);
    seen.push(await traced(() => slipway.deploy(version)));
  }
  const acts = seen.map(({ act }) => act);
  const quickest = Math.min(...acts.map(took));
  const parts = acts.map(partsOf);
  const names = parts[0]?.map(([name]) => name) ?? [];
  return {
    parts: names.map((part) => ({
      part,
      ms: quantile(
        parts.map((one) => one.find(([name]) => name === part)?.[1] ?? 0),
        0.5,
      ),
    })),
    switched: quantile(
      acts.map(({ deployment }) => deployment.evidence.switchedMs ?? 0),
      0.5,
    ),
    total: quantile(acts.map(took), 0.5),
    calls: seen.find(({ act }) => took(act) === quickest)?.calls ?? [],
  };
}

const took = ({ from, to }: Act): number => to - from;

/** A batch begins with its first `started`, and the next one's begins when it is over. */
function partsOf({ from, to, events }: Act): [string, number][] {
  const starts = new Map<string, number>();
  for (const event of events) {
    if (event.type !== 'step' || event.step.state !== 'started') continue;
    if (!starts.has(event.step.do)) starts.set(event.step.do, Date.parse(event.at));
  }
  const last = Math.max(...events.filter(({ type }) => type === 'step').map(({ at }) => Date.parse(at)));
  const bounds: [string, number][] = [['before the first step', from], ...starts, ['after the last step', last]];
  return bounds.map(([name, at], index) => [name, (bounds[index + 1]?.[1] ?? to) - at]);
}

/** Node tells of every HTTP request of this process; the load comes from others. */
async function traced(work: () => Promise<Act>): Promise<{ act: Act; calls: Call[] }> {
  const calls: Call[] = [];
  const begun = new Map<ClientRequest, number>();
  const start = (message: unknown) => void begun.set((message as { request: ClientRequest }).request, now());
  const end = (message: unknown) => {
    const { request } = message as { request: ClientRequest };
    const what = `${request.method} ${request.path}`
      .replace(/\/v1\.\d+/, '')
      .replace(/([0-9a-f]{12})[0-9a-f]{52}/g, '$1');
    calls.push({ from: begun.get(request) ?? 0, to: now(), what: what.slice(0, 120) });
  };
  subscribe('http.client.request.start', start);
  subscribe('http.client.response.finish', end);
  try {
    const act = await work();
    const since = ({ from, to, what }: Call): Call => ({ from: from - act.from, to: to - act.from, what });
    return { act, calls: calls.map(since).sort((a, b) => a.from - b.from) };
  } finally {
    unsubscribe('http.client.request.start', start);
    unsubscribe('http.client.response.finish', end);
  }
}
