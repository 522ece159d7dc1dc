import { appendFile, readFile } from 'node:fs/promises';
import { Problem } from '#contract/problem';
import { noWay } from './failure.ts';
import { describeKey, judgeHostKey, kindOf } from './host-key.ts';
import { fingerprintOf, isAbout, type KnownKey, knownKeysOf, typeOf } from './known-hosts.ts';

/** Who is known: the operator's own files, which are never written, and keys that were accepted here. */
export type Trust = {
  /** A known_hosts file of ours; null where nothing is kept. */
  readonly file: string | null;
  /** Fingerprints that a person has said are right. */
  readonly accepts: readonly string[];
};

/** The keys that were accepted here before. */
export async function acceptedKeys({ file }: Trust): Promise<KnownKey[]> {
  if (file === null) return [];
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw noWay(`${file} cannot be read (${error.code})`, 'Make it readable for your user.', { cause: error });
  });
  return knownKeysOf(text, file);
}

/**
 * Pure: null where a machine may be spoken to, else why not. `at` is how it is called for people, `name` how it stands in
 * known_hosts; `mayAsk` is false where the SSH configuration wants it known beforehand.
 */
export function hostKeyProblem(
  machine: { readonly at: string; readonly name: string; readonly mayAsk: boolean },
  known: readonly KnownKey[],
  key: Buffer,
  accepts: readonly string[],
): Problem | null {
  const { at, name, mayAsk } = machine;
  const verdict = judgeHostKey(known, name, key);
  switch (verdict.is) {
    case 'known':
      return null;
    case 'unknown':
      return accepts.includes(fingerprintOf(key)) ? null : unknownKey(at, key, mayAsk, authorityOf(known, name));
    case 'changed':
      return changedKey(at, name, key, verdict.line);
    case 'revoked':
      return noWay(
        `${at} shows a key that was revoked: ${describeKey(key)}, ${place(verdict.line)}`,
        'Somebody who has that key may answer there. Nothing was sent: have the machine given a new host key.',
        { refused: true },
      );
  }
}

/** Keeps a key that was accepted; a line that is there already stays one. */
export async function keepKey({ file }: Trust, name: string, key: Buffer): Promise<void> {
  if (file === null) return;
  const line = `${name} ${typeOf(key)} ${key.toString('base64')} accepted-${new Date().toISOString().slice(0, 10)}\n`;
  await appendFile(file, line, { mode: 0o600 }).catch((error: NodeJS.ErrnoException) => {
    throw new Problem('RECORD_FAILED', `The accepted key cannot be written to ${file} (${error.code})`, {
      hint: 'Make the data folder writable, then accept it again.',
      cause: error,
    });
  });
}

/** The driver speaks no host certificates: a machine that is known by one only is asked about like any other. */
const authorityOf = (known: readonly KnownKey[], name: string): KnownKey | undefined =>
  known.find((it) => it.marker === 'cert-authority' && isAbout(it, name));

function unknownKey(at: string, key: Buffer, mayAsk: boolean, authority: KnownKey | undefined): Problem {
  const certified = authority ? ` (certificates of the authority in ${place(authority)} cannot be checked here)` : '';
  const message = `The host key of ${at} is not known: ${describeKey(key)}${certified}`;
  if (!mayAsk) {
    return noWay(
      message,
      'Your SSH configuration says StrictHostKeyChecking yes: add the key to your known_hosts after comparing it there.',
      { refused: true },
    );
  }
  const fingerprint = fingerprintOf(key);
  return new Problem('HOST_UNREACHABLE', message, {
    hint: `Compare it with "ssh-keygen -lf /etc/ssh/ssh_host_…_key.pub" on that machine, then accept it: --accept-key ${fingerprint}`,
    asks: { what: 'host-key', at, kind: kindOf(typeOf(key)), fingerprint },
  });
}

function changedKey(at: string, name: string, key: Buffer, line: KnownKey): Problem {
  return noWay(
    `The host key of ${at} has changed: it shows the ${describeKey(key)}, known is the ${describeKey(line.key)}, ${place(line)}`,
    `Somebody may be in between: nothing was sent. Only if the machine was set up anew: ssh-keygen -f ${line.file} -R '${name}', then add it again.`,
    { refused: true },
  );
}

const place = ({ file, line }: KnownKey): string => `${file} line ${line}`;
