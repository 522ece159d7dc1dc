import { createHash, createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Problem } from '#contract/problem';
import { mostSecretBytes } from '#contract/secret';
import { Redacted } from '../secrets/redacted.ts';
import type { ServiceFile } from './schema.ts';

/** What the gateway shows callers: the chain and its key in one PEM text, the file that it has in the volume, and its end. */
export type Certificate = { readonly pem: Redacted; readonly file: string; readonly until: string };

type Tls = NonNullable<ServiceFile['front']['tls']>;
type Texts = { readonly certificate: string; readonly key: string };

/** Bits below which the gateway's own TLS library refuses an RSA key. */
const leastBits = 2048;

/**
 * Reads the files of `front.tls`, relative to `directory`; null where the front has none, and for a draft, which has no
 * directory. BAD_FILE where they cannot be read, are none, do not belong together or are not valid now.
 */
export async function readCertificate(
  tls: Tls | undefined,
  directory: string | null,
  now: number = Date.now(),
): Promise<Certificate | null> {
  if (!tls || directory === null) return null;
  const [certificate, key] = await Promise.all([
    textOf('certificate', tls.certificate, directory),
    textOf('key', tls.key, directory),
  ]);
  return certificateOf(tls, { certificate, key }, now);
}

/** Pure but for what the two texts are. */
export function certificateOf(tls: Tls, { certificate, key }: Texts, now: number): Certificate {
  const chain = certificate.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  const [own] = chain.map((text) => parsed(text, tls));
  if (!own) throw wrong('certificate', tls, 'is no PEM certificate', 'It begins with -----BEGIN CERTIFICATE-----.');
  const secret = keyIn(key, tls);
  if (!own.checkPrivateKey(secret)) {
    throw wrong(
      'key',
      tls,
      `does not belong to ${tls.certificate}`,
      "The chain's first certificate is the server's own.",
    );
  }
  const bits = secret.asymmetricKeyType === 'rsa' ? (secret.asymmetricKeyDetails?.modulusLength ?? 0) : leastBits;
  if (bits < leastBits) throw wrong('key', tls, `has ${bits} bits`, `An RSA key has at least ${leastBits}.`);
  if (Date.parse(own.validTo) < now)
    throw wrong('certificate', tls, `has expired on ${day(own.validTo)}`, 'Have a new one issued.');
  if (Date.parse(own.validFrom) > now)
    throw wrong('certificate', tls, `is valid only from ${day(own.validFrom)} on`, "Compare this machine's clock.");
  const pem = Buffer.from(`${chain.join('\n')}\n${secret.export({ type: 'pkcs8', format: 'pem' })}`);
  return { pem: new Redacted(pem), file: certificateFile(pem), until: new Date(own.validTo).toISOString() };
}

/** The name of the file in the volume: another certificate is another file. */
export const certificateFile = (pem: Buffer): string =>
  `tls-${createHash('sha256').update(pem).digest('hex').slice(0, 12)}.pem`;

/** Where this console keeps it sealed. */
export const certificateName = (service: string): string => `${service}.front.tls`;

async function textOf(field: keyof Tls, path: string, directory: string): Promise<string> {
  const tls = { certificate: path, key: path };
  try {
    const place = resolve(directory, path);
    const { size } = await stat(place).then((it) => (it.isFile() ? it : Promise.reject({ code: 'EISDIR' })));
    if (size > mostSecretBytes) throw wrong(field, tls, `is larger than ${mostSecretBytes / 1024} KiB`);
    return await readFile(place, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof Problem || code === undefined) throw error;
    throw wrong(field, tls, code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`, undefined, error);
  }
}

function parsed(text: string, tls: Tls): X509Certificate {
  try {
    return new X509Certificate(text);
  } catch (error) {
    throw wrong('certificate', tls, 'holds a certificate that cannot be read', undefined, error);
  }
}

function keyIn(text: string, tls: Tls) {
  try {
    return createPrivateKey(text);
  } catch (error) {
    const locked = (error as NodeJS.ErrnoException).code === 'ERR_MISSING_PASSPHRASE' || text.includes('ENCRYPTED');
    throw locked
      ? wrong('key', tls, 'is locked with a passphrase', 'Name one without: the gateway starts by itself.')
      : wrong('key', tls, 'is no PEM private key', 'It begins with -----BEGIN PRIVATE KEY-----.');
  }
}

const day = (date: string): string => new Date(date).toISOString().slice(0, 10);

/** No cause where a library might quote the key. */
function wrong(field: keyof Tls, tls: Tls, what: string, hint = '', cause?: unknown): Problem {
  return new Problem('BAD_FILE', `front.tls.${field}: ${tls[field]} ${what}`, {
    hint: `${hint} The path is relative to the folder of the service file.`.trim(),
    ...(cause === undefined ? {} : { cause }),
  });
}
