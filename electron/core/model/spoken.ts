import type { Inspection, ProtocolName } from '#contract/model';
import { isFine, listOf, member, question, textOf } from './ask-json.ts';
import type { Asked } from './asking.ts';
import type { Guess } from './fingerprint-image.ts';
import { noAnswerCause } from './no-answer.ts';
import type { Reach } from './reach.ts';
import { nowhere } from './servers/nowhere.ts';
import type { Heard } from './servers/sign.ts';

/** A protocol that several servers speak, as answers show it: `live` are the signs in them, `told` what the image says. */
export type Spoken = {
  readonly protocol: ProtocolName;
  readonly live: readonly string[];
  readonly told: readonly string[];
};

export const completions = ['/v1/completions', '/v1/chat/completions', '/v1/embeddings'] as const;

/** What of the protocols that many speak is asked. */
export const spokenPaths = ['/v2', '/v2/health/live', '/v1/models', '/', nowhere, ...completions] as const;

/** Pure: the protocols that the answers show, the surest first, whatever server it is. */
export function spokenIn(asked: Asked, image: Guess | null): Spoken[] {
  const expected = image ? (spokenBy[image.protocol] ?? image.protocol) : 'unknown';
  const told = (protocol: ProtocolName) => (expected === protocol ? (image?.reasons ?? []) : []);
  return [
    { protocol: 'oip-v2', live: oipSigns(asked), told: told('oip-v2') } as const,
    { protocol: 'openai', live: openaiSigns(asked), told: told('openai') } as const,
  ]
    .filter(({ live }) => live.length > 0)
    .sort((a, b) => b.live.length + b.told.length - a.live.length - a.told.length);
}

const spokenBy: Readonly<Partial<Record<string, ProtocolName>>> = { triton: 'oip-v2' };

export function sureness({ live, told }: Spoken): Exclude<Inspection['confidence'], 'none'> {
  return live.length > 1 ? 'certain' : told.length > 0 ? 'likely' : 'guess';
}

function oipSigns(asked: Asked): string[] {
  const empty = asked.heard(nowhere);
  const metadata = sameAs(empty, asked.heard('/v2')) ? null : asked.heard('/v2');
  const name = textOf(member(metadata?.json, 'name'));
  const named = metadata && isFine(metadata.answer.status) && name && member(metadata.json, 'extensions') !== undefined;
  const live = asked.heard('/v2/health/live');
  // A server that answers everything with 200 tells nothing by it.
  const healthy = live && isFine(live.answer.status) && empty !== null && !isFine(empty.answer.status);
  return [
    named ? `GET /v2 names the server ${name.slice(0, 80)}` : null,
    healthy ? `GET /v2/health/live answers ${live.answer.status}` : null,
  ].filter((sign) => sign !== null);
}

function openaiSigns(asked: Asked): string[] {
  const empty = asked.heard(nowhere);
  const list = sameAs(empty, asked.heard('/v1/models')) ? null : asked.heard('/v1/models');
  const data = list && isFine(list.answer.status) ? listOf(member(list.json, 'data')) : [];
  const ids = data.map((entry) => textOf(member(entry, 'id'))).filter((id) => id !== null);
  if (ids.length === 0) return [];
  const refused = empty?.answer.status !== 405;
  const route = refused ? completions.find((path) => asked.heard(path)?.answer.status === 405) : undefined;
  const listed = `GET /v1/models lists ${ids.slice(0, 3).join(', ').slice(0, 120)}`;
  return route ? [listed, `GET ${route} answers 405: it wants a POST`] : [listed];
}

/** One page for everything shows nothing. */
const sameAs = (empty: Heard, heard: Heard): boolean =>
  empty !== null && isFine(empty.answer.status) && heard?.answer.body === empty.answer.body;

/** The sign that a route of OpenAI's wants a request: one without a model is refused before any model is run. */
export async function refusesEmpty(reach: Reach, signal: AbortSignal): Promise<string | null> {
  for (const path of completions) {
    try {
      const { status } = await question(reach, { method: 'POST', path, body: {} }, signal);
      if ([400, 401, 403, 415, 422].includes(status)) return `POST ${path} wants a request`;
    } catch (error) {
      if (!noAnswerCause(error)) throw error;
    }
  }
  return null;
}
