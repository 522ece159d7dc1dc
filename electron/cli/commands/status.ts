import { Problem, type ProblemShape } from '#contract/problem';
import type { ServiceStatus } from '#contract/service';
import { command, onHost } from '../command.ts';
import type { Client } from '../io.ts';
import { problemOf } from '../problems.ts';
import { settleFirst } from '../settled.ts';
import { duration, escaped, pairs, releaseText, table, withReasons } from '../text.ts';

export const status = command({
  name: 'status',
  words: ['[SERVICE]'],
  summary: 'what runs now, read from the hosts',
  json: '{"services":[{"service","host","address","state","release","replicas":[…],"traffic":[…]}],"settled"?:[…]}',
  options: { host: { ...onHost, says: 'only this host; exit 4 when it cannot be reached' } },
  record: 'settles',
  async run({ words: [service], values: { host }, io, print }) {
    const client = await io.client();
    const settled = await settleFirst(client, service, { io, print });
    const before = settled.length > 0 ? { settled } : {};
    const hostDown = host === undefined ? undefined : await unreachable(client, host, io.signal);
    const found = await client.service.status({ service }, { signal: io.signal }).catch((error: unknown) => {
      // A first deployment that was taken back leaves no service; that it was is still to be told.
      const problem = settled.length > 0 ? problemOf(error) : undefined;
      if (problem) return problem;
      throw error;
    });
    if ('code' in found) return await print.failed(found, before);
    const all = found.services;
    const services = host === undefined ? all : all.filter((one) => one.host === host);
    if (service !== undefined && services.length === 0 && !hostDown)
      return await print.failed(unknown(service, host), before);
    const down = hostDown ?? (service === undefined ? undefined : allUnknown(service, services));
    const text = () =>
      service === undefined
        ? overview(services, print.width)
        : services.map((one) => details(one, print.width)).join('\n');
    if (!down) {
      await print.result({ services, ...before }, text);
      return 0;
    }
    if (!print.json && services.length > 0) await print.result({ services, ...before }, text);
    return await print.failed(down, { services, ...before });
  },
});

async function unreachable(client: Client, name: string, signal: AbortSignal): Promise<ProblemShape | undefined> {
  const { state, reason } = await client.hosts.check({ name }, { signal });
  return state === 'connected' ? undefined : down(`The host ${name} cannot be reached${reason ? `: ${reason}` : '.'}`);
}

function allUnknown(service: string, services: readonly ServiceStatus[]): ProblemShape | undefined {
  const [first] = services;
  if (!first || services.some(({ state }) => state !== 'unknown')) return undefined;
  return down(`The host ${first.host} of ${service} cannot be reached.`);
}

function down(message: string): ProblemShape {
  return { code: 'HOST_UNREACHABLE', message, hint: 'What is shown is the last that is known; try "slipway doctor".' };
}

function unknown(service: string, host: string | undefined): Problem {
  return new Problem('UNKNOWN_SERVICE', `There is no service "${service}"${host ? ` on ${host}` : ''}.`, {
    hint: '"slipway status" lists the services.',
  });
}

const none = `No services yet. Two lines in a file make one:
  service: digits
  model: { image: "digits:1.4.0" }
Then: slipway plan -f FILE, and slipway deploy -f FILE
`;

/** A line a service, and below it what is not as it should be. */
function overview(services: readonly ServiceStatus[], width: number): string {
  if (services.length === 0) return none;
  const rows = services.map((one) => [
    one.service,
    one.host,
    one.address ? `${one.tls ? 'https://' : ''}${one.address}` : '-',
    one.state,
    releaseText(one.release),
    one.replicas.length === 0
      ? '-'
      : `${one.replicas.filter(({ admitted }) => admitted).length}/${one.replicas.length}`,
  ]);
  const reasons = services.map(({ reason }) => reason);
  return withReasons([['SERVICE', 'HOST', 'ADDRESS', 'STATE', 'RELEASE', 'REPLICAS'], ...rows], reasons, width);
}

function details(one: ServiceStatus, width: number): string {
  const replicas = one.replicas.map(({ name, state, release, admitted }) => [
    name,
    state,
    release,
    admitted ? 'yes' : 'no',
  ]);
  const traffic = one.traffic.map(({ release, requests, errors, latency, sampled }) => [
    release,
    String(requests),
    String(errors),
    ...(latency ? [latency.p50, latency.p90, latency.p99, latency.max].map(duration) : ['-', '-', '-', '-']),
    sampled ? 'sampled' : '',
  ]);
  const keys = (one.keys ?? []).map(({ key, requests, errors }) => [
    key ?? '(refused)',
    String(requests),
    String(errors),
  ]);
  return [
    overview([one], width),
    one.release ? pairs([['digest', one.release.digest]], '  ') : '',
    one.gateway && !one.gateway.running ? `  the gateway ${escaped(one.gateway.name)} does not run\n` : '',
    replicas.length > 0 ? `\n${table([['REPLICA', 'STATE', 'RELEASE', 'ADMITTED'], ...replicas])}` : '',
    traffic.length > 0
      ? `\n${table([['RELEASE', 'REQUESTS', 'ERRORS', 'P50', 'P90', 'P99', 'MAX', ''], ...traffic])}`
      : '',
    keys.length > 0 ? `\n${table([['KEY', 'REQUESTS', 'ERRORS'], ...keys])}` : '',
  ].join('');
}
