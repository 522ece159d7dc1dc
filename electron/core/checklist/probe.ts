import type { Exchange } from '#contract/checklist';
import type { Engine } from '../docker/types.ts';
import { question } from '../model/ask-json.ts';
import { discover } from '../model/discover.ts';
import type { Guess } from '../model/fingerprint-image.ts';
import { dialTcp, type Reach, reachThrough } from '../model/reach.ts';
import { type AnswersFact, type Fact, had, missing, type OpenPort } from './facts.ts';

/** A port to ask, by the number that whoever answers knows, and where that is. */
export type Way = { readonly port: number; readonly at: string; readonly reach: Reach & AsyncDisposable };

const namesRead = 400;

/** What answers there without credentials. Asks only what changes nothing. */
export async function answersBy(
  ways: readonly Way[],
  guess: Guess | null,
  signal: AbortSignal,
): Promise<Fact<AnswersFact>> {
  try {
    const asked: Noted[] = [];
    const reachOf = (port: number): Reach => {
      const way = ways.find((it) => it.port === port);
      return way ? noted(way.reach, way.at, asked) : refuse;
    };
    const found = await discover(
      reachOf,
      ways.map(({ port }) => port),
      guess,
      signal,
    );
    if (!found) return missing(`Nothing answers HTTP at ${ways.map(({ at }) => at).join(', ')}.`);
    const address = ways.find(({ port }) => port === found.port)?.at ?? '';
    const exchanges = asked.flatMap(({ at, ...one }) => (at === address ? [one] : []));
    const { metrics } = found;
    const page = metrics ? await question(reachOf(metrics.port), { path: metrics.path }, signal) : null;
    const value = {
      address,
      protocol: found.protocol.name,
      confidence: found.guess.confidence,
      reasons: found.guess.reasons,
      open: true,
      models: found.models,
      schema: found.schema !== null,
      metrics: metrics?.path ?? null,
      metricNames: page ? metricNames(page.body) : [],
      asked: exchanges,
    };
    return had(value, `requests to http://${address} without credentials`, new Date().toISOString());
  } finally {
    await Promise.all(ways.map(({ reach }) => reach[Symbol.asyncDispose]()));
  }
}

type Noted = Exchange & { readonly at: string };

/** Of an answer so much is told: enough to see what it says. */
const told = 400;

/** The same way, with what it carried put down. */
function noted(reach: Reach, at: string, asked: Noted[]): Reach {
  return async (request, signal) => {
    const answer = await reach(request, signal);
    const { method, path } = request;
    asked.push({
      at,
      request: `${method} ${path}`,
      status: answer.status,
      ms: answer.ms,
      body: answer.body.slice(0, told),
    });
    return answer;
  };
}

/**
 * Published TCP ports of an engine on this machine. Nothing is started beside a stranger's container, so what is not
 * published, or is on another machine's loopback, is not asked.
 */
export function publishedWays(engine: Pick<Engine, 'url'>, ports: readonly OpenPort[]): Way[] | string {
  const open = ports.filter(({ outside }) => outside !== null);
  if (open.length === 0)
    return 'It publishes no port, and a check starts nothing beside it: "slipway inspect" asks it through a helper.';
  if (!isHere(engine.url)) return 'Its ports are published on another machine, where a check starts nothing.';
  const seen = new Map(open.map((port) => [port.outside ?? 0, port]));
  return [...seen].slice(0, mostPorts).map(([outside, { ip }]) => {
    const host = ip === null || ip === '0.0.0.0' || ip === '::' ? '127.0.0.1' : ip;
    return { port: outside, at: `${host}:${outside}`, reach: reachThrough(dialTcp(host, outside)) };
  });
}

const mostPorts = 4;
const isHere = (url: string): boolean => url.startsWith('unix:') || url.startsWith('npipe:');

const refuse: Reach = () => Promise.reject(new Error('no such way'));

const metricNames = (page: string): string[] =>
  [...new Set([...page.matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name))].slice(0, namesRead);
