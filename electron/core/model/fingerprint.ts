import type { Inspection, ProtocolName } from '#contract/model';
import { isFine, jsonOf, listOf, member, question, textOf } from './ask-json.ts';
import { type ImageSignals, imageSignals } from './image-signals.ts';
import { noAnswerCause } from './no-answer.ts';
import type { Reach, ReachAnswer } from './reach.ts';

/** What an image says of itself before it runs. `command` is entrypoint, command and arguments in one list; `env` names only. */
export type ImageFacts = {
  readonly repository: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly ports: readonly number[];
  readonly command: readonly string[];
  readonly env: readonly string[];
};

/** A conclusion about a protocol with the reason for it. One signal alone is never more than a guess. */
export type Guess = {
  readonly protocol: ProtocolName | 'unknown';
  readonly confidence: Inspection['confidence'];
  readonly reasons: readonly string[];
};

/** `settled` is false while another answer may still come: a route answered 500 or above or not at all, or the image says otherwise. */
export type LiveGuess = Guess & { readonly settled: boolean };

/** What the image alone tells: never more than likely, since what it contains has not run. */
export function fingerprintImage(facts: ImageFacts): Guess {
  const ranked = imageSignals
    .map((signals) => ({ protocol: signals.protocol, reasons: reasonsOf(facts, signals) }))
    .sort((a, b) => b.reasons.length - a.reasons.length);
  const best = ranked[0];
  if (!best || best.reasons.length === 0) {
    return { protocol: 'unknown', confidence: 'none', reasons: ['nothing in the image points to a known server'] };
  }
  return { ...best, confidence: best.reasons.length > 1 ? 'likely' : 'guess' };
}

/**
 * What a running server's answers tell, together with what its image told. Asks only what changes nothing and runs no
 * model. Any server that answers HTTP is at least `http`. NO_ANSWER where none of the questions is answered.
 */
export async function fingerprintLive(reach: Reach, image: Guess | null, signal: AbortSignal): Promise<LiveGuess> {
  const ask = asker(reach, signal);
  const protocols = [
    { protocol: 'oip-v2', signs: await oipSigns(ask) } as const,
    { protocol: 'openai', signs: await openaiSigns(ask) } as const,
  ];
  await ask('GET', '/');
  if (ask.failure && ask.answers === 0) throw ask.failure;

  const expected = image ? (spokenBy[image.protocol] ?? image.protocol) : 'unknown';
  const found = protocols
    .filter(({ signs }) => signs.length > 0)
    .map(({ protocol, signs }) => ({
      protocol,
      live: signs.length,
      told: expected === protocol ? (image?.reasons ?? []) : [],
      signs,
    }))
    .sort((a, b) => b.live + b.told.length - a.live - a.told.length)[0];
  if (found) {
    const confidence = found.live > 1 ? 'certain' : found.told.length > 0 ? 'likely' : 'guess';
    return { protocol: found.protocol, confidence, reasons: [...found.signs, ...found.told], settled: ask.settled };
  }
  const contradicted = image?.confidence === 'likely' && spoken.has(expected);
  const reasons = ['it answers HTTP, on no route of a protocol that is spoken here'];
  return { protocol: 'http', confidence: 'guess', reasons, settled: ask.settled && !contradicted };
}

const spokenBy: Readonly<Partial<Record<string, ProtocolName>>> = { triton: 'oip-v2' };
const spoken = new Set<string>(['oip-v2', 'openai']);

function reasonsOf(facts: ImageFacts, signals: ImageSignals): string[] {
  const command = facts.command.join(' ');
  const env = facts.env.find((name) => signals.env.test(name));
  const port = facts.ports.find((each) => signals.ports.includes(each));
  const title = facts.labels['org.opencontainers.image.title'] ?? '';
  const source = (facts.labels['org.opencontainers.image.source'] ?? '').replace(/(\.git)?\/?$/, '');
  return [
    signals.repository.test(facts.repository) ? `the image is named ${facts.repository}` : null,
    signals.repository.test(title) || signals.repository.test(source) ? `its labels name ${title || source}` : null,
    signals.command.test(command) ? `its command runs ${signals.command.exec(command)?.[0]}` : null,
    env ? `it sets ${env}` : null,
    port ? `it exposes port ${port}` : null,
  ].filter((reason) => reason !== null);
}

type Ask = {
  (method: string, path: string, body?: unknown): Promise<ReachAnswer | null>;
  settled: boolean;
  answers: number;
  failure: unknown;
};

function asker(reach: Reach, signal: AbortSignal): Ask {
  const ask = async (method: string, path: string, body?: unknown): Promise<ReachAnswer | null> => {
    try {
      const answer = await question(reach, { method, path, body }, signal);
      state.answers += 1;
      if (answer.status >= 500 && answer.status !== 501) state.settled = false;
      return answer;
    } catch (error) {
      const cause = noAnswerCause(error);
      // With nothing listening the other questions cannot fare better.
      if (!cause || cause.refused) throw error;
      state.settled = false;
      state.failure = error;
      return null;
    }
  };
  const state: Ask = Object.assign(ask, { settled: true, answers: 0, failure: null });
  return state;
}

async function oipSigns(ask: Ask): Promise<string[]> {
  const answer = await ask('GET', '/v2');
  const metadata = answer && jsonOf(answer);
  const named = textOf(member(metadata, 'name')) !== null && member(metadata, 'extensions') !== undefined;
  const live = await ask('GET', '/v2/health/live');
  // A server that answers everything with 200 tells nothing by it.
  const healthy = live !== null && isFine(live.status) && !(await answersAnything(ask));
  return [
    named ? `GET /v2 names the server ${textOf(member(metadata, 'name'))}` : null,
    healthy ? `GET /v2/health/live answers ${live.status}` : null,
  ].filter((sign) => sign !== null);
}

async function openaiSigns(ask: Ask): Promise<string[]> {
  const answer = await ask('GET', '/v1/models');
  const data = listOf(member(answer && jsonOf(answer), 'data'));
  const ids = data.map((entry) => textOf(member(entry, 'id'))).filter((id) => id !== null);
  if (ids.length === 0) return [];
  const listed = `GET /v1/models lists ${ids.slice(0, 3).join(', ')}`;
  for (const path of ['/v1/completions', '/v1/chat/completions', '/v1/embeddings']) {
    // A request without a model is refused before any model is run.
    const empty = await ask('POST', path, {});
    if (empty && [400, 401, 403, 415, 422].includes(empty.status)) return [listed, `POST ${path} wants a request`];
  }
  return [listed];
}

async function answersAnything(ask: Ask): Promise<boolean> {
  const nowhere = await ask('GET', '/v2/health/slipway-asks-for-nothing');
  return nowhere === null || isFine(nowhere.status);
}
