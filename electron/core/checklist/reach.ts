import type { OpenPort } from './facts.ts';

/** Reached from this machine only. */
export const isLoopback = (ip: string): boolean => /^(127\.|::1$)/.test(ip);
export const isWide = ({ ip }: OpenPort): boolean => ip !== null && !isLoopback(ip);
export const written = ({ ip, outside, inside }: OpenPort): string =>
  ip === null ? `${inside} not published` : `${ip.includes(':') ? `[${ip}]` : ip}:${outside} → ${inside}`;
