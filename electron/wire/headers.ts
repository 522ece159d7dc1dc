import type { IncomingHttpHeaders } from 'node:http';
import type { Birth } from '#core/core';

/** On whose behalf, and with what: see the core's procedures. */
export type Acting = Pick<Birth, 'operator' | 'console'>;

const names = { key: 'x-slipway-key', operator: 'x-slipway-operator', console: 'x-slipway-console' } as const;

/** Names of people are not all ASCII, which is all that a header holds. */
export function written(key: string, { operator, console }: Acting): Record<string, string> {
  return {
    [names.key]: key,
    [names.operator]: encodeURIComponent(operator),
    [names.console]: encodeURIComponent(console),
  };
}

export function read(headers: IncomingHttpHeaders): Acting & { readonly key: string } {
  const of = (name: string) => String(headers[name] ?? '');
  return { key: of(names.key), operator: decoded(of(names.operator)), console: decoded(of(names.console)) };
}

/** Whoever writes a header of their own must not end the process that reads it. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
