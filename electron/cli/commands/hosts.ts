import type { Host } from '#contract/host';
import { command } from '../command.ts';
import { confirm } from '../confirm.ts';
import { cell, withReasons } from '../text.ts';

const json = '{"hosts":[{"name","url","state","engine","containers","services"}]}';

export const hostsList = command({
  name: 'hosts',
  also: ['hosts list'],
  words: [],
  summary: 'list the hosts and how they are',
  json,
  options: {},
  record: 'reads',
  async run({ io, print }) {
    const client = await io.client();
    const { hosts } = await client.hosts.list(undefined, { signal: io.signal });
    await print.result({ hosts }, () => hostTable(hosts, print.width));
    return 0;
  },
});

export const hostsAdd = command({
  name: 'hosts add',
  words: ['NAME', 'URL'],
  summary: 'add a host: unix:///var/run/docker.sock',
  json,
  options: {},
  record: 'writes',
  async run({ words: [name = '', url = ''], io, print }) {
    const client = await io.client();
    const host = await client.hosts.add({ name, url }, { signal: io.signal });
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
    const host = await client.hosts.check({ name }, { signal: io.signal });
    if (host.state === 'connected') {
      await print.result({ hosts: [host] }, () => hostTable([host], print.width));
      return 0;
    }
    const message = `The host ${name} cannot be reached${host.reason ? `: ${host.reason}` : '.'}`;
    const hint = `Check that the engine at ${host.url} runs and that you may use it; "slipway doctor" says more.`;
    return await print.failed({ code: 'HOST_UNREACHABLE', message, hint }, { hosts: [host] });
  },
});

function hostTable(hosts: readonly Host[], width: number): string {
  if (hosts.length === 0) return 'No hosts. Add one: slipway hosts add NAME URL\n';
  const rows = hosts.map(({ name, state, url, engine, containers, services }) => [
    name,
    state,
    url,
    engine ? `${engine.version.replace(/[+-].*/, '')} ${engine.architecture}` : '-',
    count(services),
    count(containers),
  ]);
  const reasons = hosts.map(({ reason }) => reason);
  return withReasons([['HOST', 'STATE', 'URL', 'ENGINE', 'SERVICES', 'CONTAINERS'], ...rows], reasons, width);
}

function count(value: number | null): string {
  return value === null ? '-' : String(value);
}
