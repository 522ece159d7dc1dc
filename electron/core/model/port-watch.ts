import { Problem } from '#contract/problem';
import type { ReadyCheck, Served } from '../release/release.ts';
import type { Run } from '../service/parts.ts';
import { isFine } from './ask-json.ts';
import { fingerprintLive, type LiveGuess } from './fingerprint.ts';
import type { Guess } from './fingerprint-image.ts';
import { noAnswerCause } from './no-answer.ts';
import { http } from './protocols/http.ts';
import { protocolNamed } from './protocols/known.ts';
import type { Protocol } from './protocols/protocol.ts';
import type { Reach, ReachAnswer } from './reach.ts';

/** The last question to a port and what came of it; `body` is its first 500 characters. */
export type Asked = {
  readonly port: number;
  readonly path: string;
  readonly status: number | null;
  readonly body: string;
  readonly refused: boolean;
  readonly outcome: string;
};

/** What one look at a port gave. `perhaps` answers HTTP and no more is known; it is taken when all ports are settled or time has passed. */
export type Look =
  | { readonly kind: 'ready'; readonly served: Served }
  | { readonly kind: 'perhaps'; readonly served: Served; readonly settled: boolean; readonly waitedEnough: boolean }
  | { readonly kind: 'waiting' };

export type PortWatchOptions = {
  readonly port: number;
  readonly reach: Reach;
  readonly model: Run['model'];
  readonly image?: Guess | null;
  readonly signal: AbortSignal;
};

/** Milliseconds that a sign has to last before it counts, though a late start could still belie it. */
const patience = 5_000;
const probeDeadline = 10_000;
const listEvery = 1_000;
const justAsked = 1_000;
/** Milliseconds between two looks at everything that a server may be known by; between them a handful of paths is asked. */
const wholeEvery = 500;
const notAsked = 'not asked';
const unanswered = 'no answer yet';

/** One port that a model may listen on: every `look` asks it once more and remembers what was learnt. */
export function watchPort(options: PortWatchOptions) {
  const { port, model, signal } = options;
  const settling = Math.min(patience, model.ready.within / 2);
  let asked: Asked = {
    port,
    path: model.ready.path ?? '/',
    status: null,
    body: '',
    refused: false,
    outcome: notAsked,
  };
  /** The last of which anything came: several may be asked side by side. */
  let came = asked;
  let askedAt = 0;
  let protocol: Protocol | null = model.protocol === 'auto' ? null : protocolNamed(model.protocol);
  let perhapsSince: number | null = null;
  let wholeAt = Number.NEGATIVE_INFINITY;
  const absent = { since: null as number | null, listedAt: Number.NEGATIVE_INFINITY };

  /** Every question goes through here, so that the last one is known when the time is over. */
  const reach: Reach = async (request, requestSignal) => {
    const base = { port, path: request.path, status: null, body: '' };
    askedAt = performance.now();
    asked = { ...base, refused: false, outcome: unanswered };
    try {
      const answer = await options.reach(request, requestSignal);
      const body = answer.body.slice(0, 500);
      came = asked = { ...base, status: answer.status, body, refused: false, outcome: said(answer.status, body) };
      return answer;
    } catch (error) {
      const cause = noAnswerCause(error);
      if (cause) came = asked = { ...base, refused: cause.refused, outcome: (error as Problem).message };
      throw error;
    }
  };
  const passes = async (check: ReadyCheck): Promise<ReachAnswer | null> => {
    const answer = await reach({ method: 'GET', path: check.path, deadline: probeDeadline }, signal);
    return answersReady(check, answer) ? answer : null;
  };
  const served = (spoken: Protocol, ready: ReadyCheck, name: string | null): Served => ({
    protocol: spoken.name,
    port,
    model: name,
    ready,
    generated: [],
  });

  const lookNamed = async (spoken: Protocol): Promise<Look> => {
    const given = model.name ?? null;
    const check = readyCheck(model, spoken, given);
    if (!(await passes(check))) {
      if (given) await refuseAbsent(spoken, given);
      return { kind: 'waiting' };
    }
    const name = given ?? onlyModel(await spoken.models(reach, signal));
    const own = readyCheck(model, spoken, name);
    const ready = own.path === check.path && own.contains === check.contains ? true : await passes(own);
    return ready ? { kind: 'ready', served: served(spoken, own, name) } : { kind: 'waiting' };
  };

  const refuseAbsent = async (spoken: Protocol, name: string) => {
    const now = performance.now();
    if (asked.status === null || asked.status >= 500 || now - absent.listedAt < Math.min(listEvery, settling / 2))
      return;
    absent.listedAt = now;
    const own = asked;
    const listed = await spoken.models(reach, signal);
    came = asked = own;
    if (listed.length === 0 || listed.includes(name)) absent.since = null;
    else {
      absent.since ??= now;
      if (now - absent.since >= settling) throw wrongName(name, listed);
    }
  };

  const lookPlain = async (settled: boolean): Promise<Look> => {
    const check = readyCheck(model, http, null);
    const answer = await passes(check);
    if (!answer) {
      perhapsSince = null;
      return { kind: 'waiting' };
    }
    perhapsSince ??= performance.now();
    // Among several ports one that knows no "/" is more likely metrics or administration than the model.
    const wait = answer.status < 400 ? settling : model.ready.within / 2;
    const waitedEnough = performance.now() - perhapsSince >= wait;
    return { kind: 'perhaps', served: served(http, check, null), settled, waitedEnough };
  };

  const spokenNow = async (): Promise<LiveGuess> => {
    const image = options.image ?? null;
    const quick = await fingerprintLive(reach, image, signal, { quick: true, posting: true });
    if (isSure(quick) || performance.now() - wholeAt < wholeEvery) return quick;
    const whole = await fingerprintLive(reach, image, signal, { posting: true });
    wholeAt = performance.now();
    return whole;
  };

  const lookUnknown = async (): Promise<Look> => {
    const own = model.ready.path ? readyCheck(model, http, null) : null;
    if (own && !(await passes(own))) return { kind: 'waiting' };
    const guess = await spokenNow();
    if (isSure(guess)) {
      protocol = protocolNamed(guess.protocol === 'unknown' ? 'http' : guess.protocol);
      return lookNamed(protocol);
    }
    return own ? { kind: 'ready', served: served(http, own, null) } : lookPlain(guess.settled);
  };

  return {
    /** What came before says more than a question that was only just asked. */
    asked(): Asked {
      const fresh = asked.outcome === unanswered && performance.now() - askedAt < justAsked;
      return fresh && came.outcome !== notAsked ? came : asked;
    },
    /** Throws NOT_READY where waiting longer cannot help; what merely does not answer yet is `waiting`. */
    async look(): Promise<Look> {
      try {
        if (protocol === null) return await lookUnknown();
        return protocol.named || model.ready.path ? await lookNamed(protocol) : await lookPlain(true);
      } catch (error) {
        if (!noAnswerCause(error)) throw error;
        perhapsSince = null;
        return { kind: 'waiting' };
      }
    },
  };
}

const isSure = ({ confidence }: LiveGuess): boolean => confidence === 'certain' || confidence === 'likely';

/** Whether an answer is what the check asks for. */
function answersReady(check: ReadyCheck, answer: Pick<ReachAnswer, 'status' | 'body'>): boolean {
  const { status, body } = answer;
  return status >= check.least && status <= check.most && (check.contains === null || body.includes(check.contains));
}

function readyCheck(model: Run['model'], protocol: Protocol, name: string | null): ReadyCheck {
  return model.ready.path ? { path: model.ready.path, least: 200, most: 299, contains: null } : protocol.ready(name);
}

function onlyModel(names: readonly string[]): string | null {
  if (names.length <= 1) return names[0] ?? null;
  throw new Problem('NOT_READY', `The server serves ${names.length} models: ${names.slice(0, 20).join(', ')}.`, {
    hint: 'Say with model.name which of them this service is.',
  });
}

function wrongName(name: string, listed: readonly string[]): Problem {
  const names = listed.slice(0, 20).join(', ');
  return new Problem('NOT_READY', `The server has no model named ${name}; it lists ${names}.`, {
    hint: listed.length === 1 ? `Write model.name: ${names}, or leave it out.` : `Write one of them as model.name.`,
  });
}

function said(status: number, body: string): string {
  const text = body.trim();
  return isFine(status) || text === '' ? `answered ${status}` : `answered ${status} ${text}`;
}
