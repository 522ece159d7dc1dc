import { randomBytes } from 'node:crypto';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
let last = 0n;

/**
 * A ULID (github.com/ulid/spec): 48 bits of milliseconds and 80 random bits as 26 characters of Crockford's base 32.
 * Within a process each one sorts after the one before, even when the clock stands still or goes back.
 */
export const ulid = (milliseconds: number = Date.now()): string => {
  const fresh = (BigInt(milliseconds) << 80n) | BigInt(`0x${randomBytes(10).toString('hex')}`);
  last = fresh > last ? fresh : last + 1n;
  return Array.from({ length: 26 }, (_, i) => alphabet[Number((last >> BigInt(5 * (25 - i))) & 31n)]).join('');
};
