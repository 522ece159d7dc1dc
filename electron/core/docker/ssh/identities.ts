import { readFile, stat } from 'node:fs/promises';
import { OpenSSHAgent, type ParsedKey, parseKey, type SshAgent } from './driver.ts';
import type { Keyring } from './keyring.ts';
import { fingerprintOf } from './known-hosts.ts';
import type { SshSettings } from './settings.ts';

/** One key that can be offered: `name` for people, from a file or held by an agent. */
export type Offer = { readonly name: string; readonly fingerprint: string } & (
  | { readonly from: 'agent'; readonly key: ParsedKey; readonly agent: SshAgent }
  | { readonly from: 'file'; readonly key: ParsedKey }
);
/** All keys in the order in which they are offered, files that want a passphrase, and why others were left out. */
export type Identities = {
  readonly offers: readonly Offer[];
  readonly locked: readonly string[];
  readonly notes: readonly string[];
};

/** Milliseconds that an agent may take to list its keys. */
const agentPatience = 3_000;
/** Bytes: a key file has a few thousand; a device that is named as one has no end. */
const largest = 100_000;

/**
 * The keys for a machine, as ssh(1) orders them: what the agent holds of the named files, what else it holds (unless
 * IdentitiesOnly), then the files themselves.
 */
export async function identitiesFor(settings: SshSettings, keyring: Keyring): Promise<Identities> {
  const files = await Promise.all(settings.identities.map((file) => readIdentity(file, settings, keyring)));
  const agent = settings.agent === null ? null : new OpenSSHAgent(settings.agent);
  const held = agent && settings.agent ? await keysOf(agent, settings.agent) : { keys: [], notes: [noAgent] };
  const inFiles = files.flatMap(({ offered }) => (offered ? [fingerprintOf(offered)] : []));
  const fromAgent = held.keys
    .map((key): Offer => ({ ...named(key, 'agent'), from: 'agent', key, agent: agent as SshAgent }))
    .filter(({ fingerprint }) => !settings.identitiesOnly || inFiles.includes(fingerprint))
    .sort((a, b) => rank(inFiles, a) - rank(inFiles, b));
  const there = new Set(fromAgent.map(({ fingerprint }) => fingerprint));
  const fromFiles = files.flatMap(({ key, file }): Offer[] =>
    key && !there.has(fingerprintOf(key.getPublicSSH())) ? [{ ...named(key, file), from: 'file', key }] : [],
  );
  const locked = files.filter((it) => it.locked && !(it.offered && there.has(fingerprintOf(it.offered))));
  return {
    offers: [...fromAgent, ...fromFiles],
    locked: locked.map(({ file }) => file),
    notes: [...held.notes, ...files.flatMap(({ note }) => (note ? [note] : []))],
  };
}

const noAgent = 'there is no agent (SSH_AUTH_SOCK is not set)';

type Identity = {
  readonly file: string;
  readonly key: ParsedKey | null;
  /** Its public half, also where the private one is locked or elsewhere. */
  readonly offered: Buffer | null;
  readonly locked: boolean;
  readonly note: string | null;
};

async function readIdentity(file: string, settings: SshSettings, keyring: Keyring): Promise<Identity> {
  const nothing = { file, key: null, offered: await publicHalf(file), locked: false, note: null };
  const unlocked = keyring.unlocked(file);
  if (unlocked) return { ...nothing, key: unlocked, offered: unlocked.getPublicSSH() };
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => error);
  if (found instanceof Error) {
    const quiet = found.code === 'ENOENT' && (!settings.identitiesNamed || nothing.offered !== null);
    return { ...nothing, note: quiet ? null : `${file} cannot be read (${found.code})` };
  }
  if (!found.isFile() || found.size > largest) return { ...nothing, note: `${file} is no key` };
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => error);
  if (text instanceof Error) return { ...nothing, note: `${file} cannot be read (${text.code})` };
  const key = parseKey(text);
  if (key instanceof Error && isEncrypted(key)) {
    keyring.want(file);
    return { ...nothing, locked: true };
  }
  if (key instanceof Error) return { ...nothing, note: `${file} cannot be understood: ${key.message}` };
  const offered = key.getPublicSSH();
  if (!key.isPrivateKey()) return { ...nothing, offered };
  // As ssh(1): a private key that others can read is nobody's proof.
  if (process.platform !== 'win32' && (found.mode & 0o077) !== 0)
    return { ...nothing, offered, note: `${file} is open to others: chmod 600 ${file}` };
  return { ...nothing, key, offered };
}

export const isEncrypted = (error: Error): boolean => /encrypted/i.test(error.message);

async function publicHalf(file: string): Promise<Buffer | null> {
  const text = await readFile(`${file}.pub`, 'utf8').catch(() => null);
  const key = text === null ? null : parseKey(text);
  return key === null || key instanceof Error ? null : key.getPublicSSH();
}

const named = (key: ParsedKey, where: string): { name: string; fingerprint: string } => ({
  name: where === 'agent' ? `${key.comment || key.type} (agent)` : where,
  fingerprint: fingerprintOf(key.getPublicSSH()),
});

function rank(files: readonly string[], { fingerprint }: { fingerprint: string }): number {
  const index = files.indexOf(fingerprint);
  return index < 0 ? files.length : index;
}

async function keysOf(
  agent: InstanceType<typeof OpenSSHAgent>,
  socket: string,
): Promise<{ keys: ParsedKey[]; notes: string[] }> {
  const { promise, resolve } = Promise.withResolvers<{ keys: ParsedKey[]; notes: string[] }>();
  const silent = (why: string) => resolve({ keys: [], notes: [`the agent at ${socket} ${why}`] });
  const timer = setTimeout(() => silent(`did not answer within ${agentPatience / 1000} s`), agentPatience);
  agent.getIdentities((error, found) => {
    const keys = (found ?? []).filter((it): it is ParsedKey => !(it instanceof Error));
    if (error) silent('does not answer');
    else resolve({ keys, notes: keys.length === 0 ? [`the agent at ${socket} holds no key`] : [] });
  });
  return promise.finally(() => clearTimeout(timer));
}
