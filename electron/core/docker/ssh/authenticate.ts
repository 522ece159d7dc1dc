import { Problem } from '#contract/problem';
import {
  BaseAgent,
  type ParsedKey,
  type SignCallback,
  type SigningRequestOptions,
  type SshAgent,
  type TellKeys,
} from './driver.ts';
import { noWay } from './failure.ts';
import type { Identities, Offer } from './identities.ts';

type Method =
  | { readonly type: 'publickey'; readonly username: string; readonly key: ParsedKey }
  | { readonly type: 'agent'; readonly username: string; readonly agent: OneKey };
type Next = (methods: readonly string[] | null, partial: boolean | null) => Method | false;

/** Offers one key after another; `refusal` says afterwards why none was taken. */
export type Authentication = { readonly next: Next; refusal(at: string): Problem };

/** Nothing but public keys: a console that works at night has nobody to type a password. */
export function authentication(user: string, { offers, locked, notes }: Identities): Authentication {
  const left = [...offers];
  let taken: readonly string[] | null = null;
  let half = false;
  return {
    next(methods, partial) {
      if (methods) taken = methods;
      half ||= partial === true;
      if (half || (taken && !taken.includes('publickey'))) return false;
      const offer = left.shift();
      return offer ? methodOf(user, offer) : false;
    },
    refusal(at) {
      if (half) return secondFactor(at, taken ?? []);
      if (taken && !taken.includes('publickey')) return noKeysThere(at, taken);
      const [file] = locked;
      if (file !== undefined) return lockedKey(at, file);
      if (offers.length === 0) return nothingToOffer(user, at, notes);
      return noneTaken(user, at, offers, notes);
    },
  };
}

function methodOf(username: string, offer: Offer): Method {
  if (offer.from === 'file') return { type: 'publickey', username, key: offer.key };
  return { type: 'agent', username, agent: new OneKey(offer.key, offer.agent) };
}

/** An agent that holds one key of another's, so that keys are offered in our order. */
class OneKey extends BaseAgent<ParsedKey> {
  readonly #key: ParsedKey;
  readonly #holder: SshAgent;
  constructor(key: ParsedKey, holder: SshAgent) {
    super();
    this.#key = key;
    this.#holder = holder;
  }
  getIdentities(tell: TellKeys): void {
    tell(undefined, [this.#key]);
  }
  sign(key: ParsedKey, data: Buffer, options: SigningRequestOptions, tell?: SignCallback): void;
  sign(key: ParsedKey, data: Buffer, tell: SignCallback): void;
  sign(key: ParsedKey, data: Buffer, options: SigningRequestOptions | SignCallback, tell?: SignCallback): void {
    if (typeof options === 'function') this.#holder.sign(key, data, options);
    else this.#holder.sign(key, data, options, tell);
  }
}

function lockedKey(at: string, file: string): Problem {
  return new Problem('HOST_UNREACHABLE', `The key ${file} for ${at} is locked with a passphrase`, {
    hint: `Hand it to the agent, which asks once: ssh-add ${file}`,
    asks: { what: 'passphrase', file },
  });
}

function nothingToOffer(user: string, at: string, notes: readonly string[]): Problem {
  return noWay(
    `There is no SSH key to show to ${at} as ${user}: ${notes.join('; ') || 'no key file was found'}`,
    'Start an agent and give it your key (ssh-add), or name a key file for this host in ~/.ssh/config (IdentityFile).',
    { refused: true },
  );
}

function noneTaken(user: string, at: string, offers: readonly Offer[], notes: readonly string[]): Problem {
  const named = offers.map(({ name, fingerprint }) => `${name} ${fingerprint}`).join(', ');
  const others = notes.length > 0 ? ` (${notes.join('; ')})` : '';
  return noWay(
    `${at} does not let the user ${user} in with any of these keys: ${named}${others}`,
    `Check the user's name; one of these keys has to be in ~${user}/.ssh/authorized_keys there.`,
    { refused: true },
  );
}

function noKeysThere(at: string, taken: readonly string[]): Problem {
  return noWay(
    `${at} takes no keys for this user, only ${taken.join(', ')}`,
    "Slipway logs in with keys only: allow them there (PubkeyAuthentication yes), and check the user's name.",
    { refused: true },
  );
}

function secondFactor(at: string, taken: readonly string[]): Problem {
  return noWay(
    `${at} took the key and wants more: ${taken.join(', ')}`,
    'Nobody is there to answer at night: let this user in with a key alone.',
    { refused: true },
  );
}
