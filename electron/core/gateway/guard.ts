import { type Access, accessPath } from './access.ts';
import { answer } from './answers.ts';
import { ports } from './places.ts';
import type { GatewayInput } from './types.ts';

/** What lets callers in; where the front asks for what there is no file for, nothing may be written: it would be open. */
function guard({ front, access }: GatewayInput): Access {
  if (front.keys.length > 0 === (access.keys !== null) && (front.tls !== undefined) === (access.tls !== null))
    return access;
  throw new Error('the front and the files that guard it are not of one kind');
}

/** HTTP/1.1 alone, also under TLS: what a reload does to connections was measured with it. */
export function publicBinds(input: GatewayInput): string[] {
  const { keys, tls } = guard(input);
  const secured = tls === null ? '' : ` ssl crt ${accessPath(tls)} ssl-min-ver TLSv1.2 alpn http/1.1`;
  const own = keys === null && tls === null ? [] : [`bind 127.0.0.1:${ports.own}`];
  return [`bind :${ports.public}${secured}`, ...own];
}

export const forwarding = (input: GatewayInput): string[] => [
  'option forwardfor',
  ...(guard(input).tls === null ? [] : ['http-request set-header X-Forwarded-Proto https if { ssl_fc }']),
];

/**
 * Every path wants a key, since a server's side doors are paths too; only what comes by the port of our own is let past.
 * Keys are looked up by their hash, so that neither the file nor the time of an answer tells one. A header by which a
 * caller was recognised goes no further; the other one does, which is how a model that has a key of its own gets it.
 */
export function keyRules(input: GatewayInput): string[] {
  const { keys } = guard(input);
  if (keys === null) return [];
  const known = `sha2(256),hex,map_str(${accessPath(keys)})`;
  return [
    `http-request set-var(txn.bearer) http_auth_bearer,${known}`,
    `http-request set-var(txn.apikey) req.fhdr(x-api-key),${known}`,
    'http-request set-var(txn.caller) var(txn.bearer) if { var(txn.bearer) -m found }',
    'http-request set-var(txn.caller) var(txn.apikey) if { var(txn.apikey) -m found } !{ var(txn.caller) -m found }',
    'http-request del-header Authorization if { var(txn.bearer) -m found }',
    'http-request del-header X-Api-Key if { var(txn.apikey) -m found }',
    `http-request set-var(txn.refused) str(no-key) if !{ var(txn.caller) -m found } !{ dst_port ${ports.own} }`,
    // Only our own checks come from inside: they are no caller that was refused.
    'http-request set-log-level silent if { var(txn.refused) -m found } { src 127.0.0.1 }',
    'http-request set-log-level silent if { var(txn.skip) -m bool } { var(txn.refused) -m found }',
    `http-request return ${answer('no-key')} hdr WWW-Authenticate Bearer if { var(txn.refused) -m found }`,
  ];
}

/** The name of the caller's key at the end of a line of the log, "-" where none was recognised. */
export const callerField = ({ access }: GatewayInput): string => (access.keys === null ? '' : ' %[var(txn.caller)]');
