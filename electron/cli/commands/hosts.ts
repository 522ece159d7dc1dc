import { resolve } from 'node:path';
import type { Host, Safety, TlsFiles } from '#contract/host';
import type { FoundEngine } from '#contract/inventory';
import { Problem } from '#contract/problem';
import { answering } from '../answering.ts';
import { command } from '../command.ts';
import { confirm } from '../confirm.ts';
import { base } from '../input.ts';
import type { Client, Io } from '../io.ts';
import { promptOn } from '../prompt.ts';
import { cell, fitted, withReasons } from '../text.ts';

const json = '{"hosts":[{"name","url","state","engine","containers","services","mode","production"}]}';
const listJson =
  '{"hosts":[{"name","url","state","engine","containers","services","mode","production"}],"found":[{"name","url","why"}]}';

export const hostsList = command({
  name: 'hosts',
  also: ['hosts list'],
  words: [],
  summary: 'list the hosts and how they are, and what could be added',
  json: listJson,
  options: {},
  record: 'reads',
  async run({ io, print }) {
    const client = await io.client();
    const [{ hosts }, { engines }] = await Promise.all([
      client.hosts.list(undefined, { signal: io.signal }),
      client.hosts.found(undefined, { signal: io.signal }),
    ]);
    const found = engines.filter(({ known, state }) => known === null && state !== 'absent');
    await print.result({ hosts, found }, () => hostTable(hosts, print.width) + foundTable(found, print.width));
    return 0;
  },
});

export const hostsAdd = command({
  name: 'hosts add',
  words: ['NAME', 'URL'],
  summary: 'add a host: unix:///…, ssh://user@host[:port], tcp://host:2376 or context:NAME of the docker command',
  json,
  options: {
    ca: { type: 'string', value: 'FILE', says: 'of tcp://: the authority that issued its certificate' },
    cert: { type: 'string', value: 'FILE', says: 'of tcp://: our certificate' },
    key: {
      type: 'string',
      value: 'FILE',
      says: "of tcp://: our certificate's key; where it is is kept, not what is in it",
    },
    'accept-key': {
      type: 'string',
      value: 'SHA256:…',
      says: 'of ssh://: its host key is this one; several with commas',
    },
  },
  record: 'writes',
  async run({ words: [name = '', url = ''], values, io, print }) {
    const tls = tlsFiles(values, io);
    const accepted = fingerprints(values['accept-key']);
    const client = await io.client();
    const host = await answering(
      client,
      promptOn(io, print.json),
      (accepts) =>
        client.hosts.add({ name, url, ...(tls ? { tls } : {}), accepts: [...accepts] }, { signal: io.signal }),
      accepted,
    );
    await print.result({ hosts: [host] }, () => hostTable([host], print.width));
    return 0;
  },
});

export const hostsRemove = command({
  name: 'hosts remove',
  words: ['NAME'],
  summary: 'forget a host; what runs there stays',
  json: '{"removed","hosts":[…]}, the hosts that are left',
  options: {},
  record: 'writes',
  async run(call) {
    const { io, print } = call;
    const [name = ''] = call.words;
    await confirm(`Forgetting the host ${cell(name)} takes it out of this console.`, call);
    const client = await io.client();
    const { removed } = await client.hosts.remove({ name }, { signal: io.signal });
    const left = print.json ? await client.hosts.list(undefined, { signal: io.signal }) : { hosts: [] };
    await print.result({ removed, hosts: left.hosts }, () => `Forgot the host ${cell(removed)}.\n`);
    return 0;
  },
});

export const hostsCheck = command({
  name: 'hosts check',
  words: ['NAME'],
  summary: 'test whether a host can be reached; exit 4 when not',
  json,
  options: {},
  record: 'reads',
  async run({ words: [name = ''], io, print }) {
    const client = await io.client();
    const host = await answering(client, promptOn(io, print.json), () => checked(client, name, io));
    if (host.state === 'connected') {
      await print.result({ hosts: [host] }, () => hostTable([host], print.width));
      return 0;
    }
    const message = `The host ${name} cannot be reached${host.reason ? `: ${host.reason}` : '.'}`;
    const hint = `Check that the engine at ${host.url} runs and that you may use it; "slipway doctor" says more.`;
    return await print.failed({ code: 'HOST_UNREACHABLE', message, hint }, { hosts: [host] });
  },
});

/** What only a passphrase is missing to is asked for it; a host key is accepted by adding the host again. */
async function checked(client: Client, name: string, { signal }: Io): Promise<Host> {
  const host = await client.hosts.check({ name }, { signal });
  if (host.asks?.what !== 'passphrase') return host;
  const { asks, reason = '' } = host;
  throw new Problem('HOST_UNREACHABLE', reason, { hint: `Hand it to the agent: ssh-add ${asks.file}`, asks });
}

/** Absolute: the console that keeps them may stand in another folder. All three or none. BAD_COMMAND. */
function tlsFiles(given: Record<'ca' | 'cert' | 'key', string | undefined>, io: Io): TlsFiles | null {
  const { ca, cert, key } = given;
  if (ca === undefined && cert === undefined && key === undefined) return null;
  if (ca === undefined || cert === undefined || key === undefined) {
    throw new Problem('BAD_COMMAND', 'Of --ca, --cert and --key all three are needed.', {
      hint: 'Both sides show a certificate: --ca is its authority, --cert and --key are ours.',
    });
  }
  return { ca: resolve(base(io), ca), cert: resolve(base(io), cert), key: resolve(base(io), key) };
}

function fingerprints(given: string | undefined): string[] {
  const all = (given ?? '').split(',').filter((it) => it !== '');
  const wrong = all.find((it) => !/^SHA256:[A-Za-z0-9+/]{43}$/.test(it));
  if (wrong === undefined) return all;
  throw new Problem('BAD_COMMAND', `${wrong} is no fingerprint of a host key.`, {
    hint: 'It is what "ssh-keygen -lf" shows: SHA256: and 43 characters.',
  });
}

function foundTable(found: readonly FoundEngine[], width: number): string {
  if (found.length === 0) return '';
  const rows = found.map(({ name, url, why }) => [`slipway hosts add ${name} ${url}`, why]);
  return `\nFound, and not added yet:\n${fitted([['ADD', 'WHY'], ...rows], width, [1])}`;
}

function hostTable(hosts: readonly Host[], width: number): string {
  if (hosts.length === 0) return 'No hosts. Add one: slipway hosts add NAME URL\n';
  const guarded = hosts.some((host) => guardOf(host) !== '');
  const rows = hosts.map(({ name, state, url, engine, containers, services, ...guard }) => [
    name,
    state,
    ...(guarded ? [guardOf(guard) || '-'] : []),
    url,
    engine ? `${engine.version.replace(/[+-].*/, '')} ${engine.architecture}` : '-',
    count(services),
    count(containers),
  ]);
  const reasons = hosts.map(({ reason, warnings }) => reason ?? warnings?.join('; '));
  return withReasons(
    [['HOST', 'STATE', ...(guarded ? ['GUARD'] : []), 'URL', 'ENGINE', 'SERVICES', 'CONTAINERS'], ...rows],
    reasons,
    width,
  );
}

const guardOf = ({ mode, production }: Safety): string =>
  [...(production ? ['production'] : []), ...(mode === 'silent' ? [] : [mode])].join(', ');

function count(value: number | null): string {
  return value === null ? '-' : String(value);
}
