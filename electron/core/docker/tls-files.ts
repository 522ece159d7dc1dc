import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { TlsFiles } from '#contract/host';
import { Problem } from '#contract/problem';

/** What was read of them, and what will be wrong with them soon. */
export type TlsMaterial = {
  readonly ca: Buffer;
  readonly cert: Buffer;
  readonly key: Buffer;
  readonly remarks: readonly string[];
};

/** Milliseconds before its end from which a certificate is spoken of. */
const soon = 14 * 86_400_000;

/** Where the docker command looks for them: DOCKER_CERT_PATH, else its own folder. */
export function usualTlsFiles(env: NodeJS.ProcessEnv): TlsFiles {
  const folder = env.DOCKER_CERT_PATH || env.DOCKER_CONFIG || join(env.HOME || homedir(), '.docker');
  return { ca: join(folder, 'ca.pem'), cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
}

/** Reads them, and says what is wrong before an engine can only say that something is. HOST_UNREACHABLE. */
export async function readTlsFiles(files: TlsFiles, now: number = Date.now()): Promise<TlsMaterial> {
  const [ca, cert, key] = await Promise.all([bytesOf(files.ca), bytesOf(files.cert), bytesOf(files.key)]);
  const authority = certificateIn(ca, files.ca);
  const own = certificateIn(cert, files.cert);
  const secret = keyIn(key, files.key);
  if (!own.checkPrivateKey(secret)) {
    throw wrong(
      `The key ${files.key} does not belong to the certificate ${files.cert}`,
      'Name the two that were made together.',
    );
  }
  for (const [it, file] of [
    [own, files.cert],
    [authority, files.ca],
  ] as const) {
    if (Date.parse(it.validTo) < now) {
      throw wrong(
        `The certificate ${file} has expired on ${day(it.validTo)}`,
        'Have a new one issued, and put it in its place.',
      );
    }
    if (Date.parse(it.validFrom) > now) {
      throw wrong(
        `The certificate ${file} is valid only from ${day(it.validFrom)} on`,
        "Compare this machine's clock with that of whoever issued it.",
      );
    }
  }
  const open = await openToOthers(files.key);
  return {
    ca,
    cert,
    key,
    remarks: [
      ...endsSoon(own.validTo, `the certificate ${files.cert}`, now),
      ...endsSoon(authority.validTo, `the certificate ${files.ca}`, now),
      ...(open ? [`the key ${files.key} is open to others (mode ${open}): chmod 600 ${files.key}`] : []),
    ],
  };
}

/** Pure: a remark where a certificate ends within 14 days. */
export function endsSoon(validTo: string, what: string, now: number = Date.now()): string[] {
  const left = Date.parse(validTo) - now;
  if (left > soon) return [];
  const days = Math.max(0, Math.floor(left / 86_400_000));
  return [`${what} ends in ${days} ${days === 1 ? 'day' : 'days'}, on ${day(validTo)}: have a new one issued`];
}

const day = (date: string): string => new Date(date).toISOString().slice(0, 10);

async function bytesOf(file: string): Promise<Buffer> {
  return readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw wrong(`${file} cannot be read (${error.code})`, 'Check the path and its permissions.', error);
  });
}

function certificateIn(pem: Buffer, file: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (error) {
    throw wrong(`There is no certificate in ${file}`, 'It has to be a PEM file: -----BEGIN CERTIFICATE-----.', error);
  }
}

function keyIn(pem: Buffer, file: string) {
  try {
    return createPrivateKey(pem);
  } catch (error) {
    const encrypted = (error as NodeJS.ErrnoException).code === 'ERR_MISSING_PASSPHRASE';
    throw encrypted
      ? wrong(
          `The key ${file} is locked with a passphrase`,
          'Name one without; keep it readable for your user only.',
          error,
        )
      : wrong(`There is no private key in ${file}`, 'It has to be a PEM file: -----BEGIN PRIVATE KEY-----.', error);
  }
}

/** Windows has no such bits: there the profile's own permissions hold. */
async function openToOthers(file: string): Promise<string | null> {
  const { mode } = await stat(file);
  return process.platform === 'win32' || (mode & 0o077) === 0 ? null : (mode & 0o777).toString(8).padStart(4, '0');
}

function wrong(message: string, hint: string, cause?: unknown): Problem {
  return new Problem('HOST_UNREACHABLE', message, { hint, cause });
}
