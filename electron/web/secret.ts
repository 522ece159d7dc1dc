import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 random bits, as they stand in an address or a cookie. */
export const freshSecret = (): string => randomBytes(32).toString('base64url');

/** By its shape alone. */
export const isSecret = (text: string): boolean => /^[\w-]{43}$/.test(text);

/** What is kept of a secret that somebody else holds: a name that tells nothing of it. */
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** Shows that one knows a key without telling it. */
export const proofOf = (key: string, challenge: string): string =>
  createHmac('sha256', key).update(challenge).digest('base64url');

export function isSame(given: string, wanted: string): boolean {
  const [ours, theirs] = [Buffer.from(wanted), Buffer.from(given)];
  return ours.length === theirs.length && timingSafeEqual(ours, theirs);
}
