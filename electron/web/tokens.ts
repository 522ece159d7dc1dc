import { freshSecret, hashOf } from './secret.ts';

/**
 * Tokens for upgrades. A cookie is sent by the browser whoever asks; a token was read by a page of ours, opens one
 * connection of its session, and only right after it was given.
 */
export type Tokens = {
  give(session: string): string;
  take(token: string, session: string): boolean;
};

/** Milliseconds between asking for a token and opening a connection with it. */
const life = 30_000;
/** Of one server: the oldest goes where more are asked for than are used. */
const most = 256;

export function tokens(): Tokens {
  const given = new Map<string, { readonly session: string; readonly until: number }>();
  return {
    give(session) {
      const token = freshSecret();
      given.set(hashOf(token), { session: hashOf(session), until: performance.now() + life });
      const [oldest] = given.keys();
      if (given.size > most && oldest !== undefined) given.delete(oldest);
      return token;
    },
    take(token, session) {
      const found = given.get(hashOf(token));
      given.delete(hashOf(token));
      return found !== undefined && found.session === hashOf(session) && performance.now() <= found.until;
    },
  };
}
