import type { Inspection } from '#contract/model';
import type { Asked } from '../asking.ts';
import type { Guess } from '../fingerprint-image.ts';
import { nowhere } from './nowhere.ts';
import type { ModelServer } from './server.ts';
import { type Heard, type Sign, shows } from './sign.ts';

/** A server that answers point to, with the reasons; `certain` and `likely` rest on more than one signal. */
export type Recognised = {
  readonly server: ModelServer;
  readonly confidence: Exclude<Inspection['confidence'], 'none'>;
  readonly reasons: readonly string[];
};

/**
 * Pure: which known servers the answers point to, the surest first. It takes an answer that only this server gives, or
 * one together with what its image says; contracts and frameworks that others fulfil too come after servers.
 */
export function recognise(servers: readonly ModelServer[], asked: Asked, image: Guess | null): Recognised[] {
  const empty = asked.heard(nowhere);
  const found = servers.flatMap((server) => {
    const signs = server.signs.filter((sign) => shown(sign, asked, empty));
    const own = signs.filter((sign) => sign.own).length;
    const told = image?.server === server.id ? image.reasons : [];
    if (own === 0 && (signs.length === 0 || told.length === 0)) return [];
    const confidence = own > 0 && signs.length > 1 ? 'certain' : told.length > 0 ? 'likely' : 'guess';
    const reasons = [...signs.map(({ path, says }) => `GET ${path} ${says}`), ...told];
    return [{ server, confidence, reasons, weight: own * 2 + signs.length + told.length } as const];
  });
  return found.sort((a, b) => rank(a.server) - rank(b.server) || b.weight - a.weight);
}

const rank = ({ fallback }: ModelServer): number => (fallback ? { contract: 1, framework: 2 }[fallback] : 0);

/** A server that gives one answer, or one status, to everything shows nothing by it. */
function shown(sign: Sign, asked: Asked, empty: Heard): boolean {
  const heard = asked.heard(sign.path);
  const anything = empty !== null && empty.answer.status >= 200 && empty.answer.status <= 299;
  if (anything && heard?.answer.body === empty.answer.body) return false;
  const same = heard?.answer.status === empty?.answer.status;
  return shows(sign, heard, anything || same);
}
