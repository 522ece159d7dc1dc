import { Problem } from '#contract/problem';
import type { ModelSchema } from '#contract/schema';
import type { Sheet as SheetPage } from '#contract/sheet';
import { withServing } from '../candidate/serving.ts';
import { aboutOf, type ModelDeps } from '../candidate/subject.ts';
import { consumersOf } from '../deployment/callers.ts';
import { observe } from '../deployment/observe.ts';
import type { Observed } from '../deployment/observed.ts';
import { presentRelease } from '../deployment/work-out.ts';
import { publicPort } from '../gateway/places.ts';
import type { OpenHost } from '../host/hosts.ts';
import { requestOf } from '../model/golden.ts';
import { schemaAt } from '../model/schema-at.ts';
import { releaseTitle } from '../release/release.ts';
import { hiding } from '../secrets/hiding.ts';
import { valuesOnHost } from '../secrets/on-host.ts';
import type { Golden, ServiceFile } from '../service/schema.ts';
import { sizeText } from '../service/written.ts';
import { examplesOf } from './examples.ts';
import { fieldRows } from './fields.ts';
import { pageOf, type Sheet } from './page.ts';

/** Characters of a request that an example shows: more is no example. */
const longestBody = 100_000;

/**
 * What other teams have to know of a service to call it, as one page of HTML: read from its host, and its model asked with
 * GET alone. No key's value is in it, and none of a secret. UNKNOWN_SERVICE.
 */
export async function sheetOf(
  deps: ModelDeps,
  { service, host: named }: { readonly service: string; readonly host?: string | undefined },
  signal: AbortSignal,
): Promise<SheetPage> {
  const { host, file } = await aboutOf(deps, { subject: { kind: 'running', name: service }, host: named }, signal);
  const observed = await observe(host.engine, service, { info: host.info, reader: null, signal });
  const schema = await schemaOf(host, observed, signal);
  const sheet = sheetIn({ host, file, observed, schema, made: new Date().toISOString().slice(0, 10) });
  const hide = hiding(await valuesOnHost(host.engine, service, signal));
  return { service, host: host.name, html: pageOf(deps.vault.hiding().deep(hide.deep(sheet))) };
}

async function schemaOf({ engine }: OpenHost, observed: Observed, signal: AbortSignal): Promise<ModelSchema | string> {
  try {
    return await withServing(engine, observed, ({ reach, served }) => schemaAt(reach, served, signal));
  } catch (error) {
    if (error instanceof Problem && error.code === 'NO_ANSWER') return error.message;
    throw error;
  }
}

type Known = {
  readonly host: Pick<OpenHost, 'info' | 'name'>;
  readonly file: ServiceFile;
  readonly observed: Observed;
  readonly schema: ModelSchema | string;
  readonly made: string;
};

/** Pure: what is said, from what is known. */
export function sheetIn({ host, file, observed, schema, made }: Known): Sheet {
  const present = presentRelease(observed);
  const predict = typeof schema === 'string' ? undefined : schema.operations.find(({ id }) => id === schema.predict);
  const others = typeof schema === 'string' ? [] : schema.operations.filter((it) => it !== predict);
  const addresses = addressesOf(file, observed, host);
  const [first] = addresses;
  const { front, integration } = file;
  return {
    service: file.service,
    version: present ? releaseTitle(present) : 'none',
    made,
    addresses,
    key: keyText(file),
    owner: [
      ['Owner', integration.owner ?? 'not named'],
      ['Deputy', integration.deputy ?? 'not named'],
      ['Called by', consumersOf({ integration }).join(', ') || 'nobody is named'],
      ['Stage', file.stage],
    ],
    limits: limitsOf(file),
    route: predict?.id ?? null,
    takes: predict?.request ? fieldRows(predict.request) : [],
    gives: predict?.response ? fieldRows(predict.response) : [],
    otherRoutes: others.slice(0, 50).map(({ id }) => id),
    unread: typeof schema === 'string' ? [`What it takes is not known: ${schema}.`] : schema.unread,
    examples: first ? examplesFor(file, present?.served?.generated ?? [], first.url, front.keys.length > 0) : null,
    releases: [...observed.releases.values()]
      .toSorted((a, b) => b.number - a.number)
      .map((it) => ({
        version: releaseTitle(it),
        since: it.createdAt.slice(0, 10),
        serves: it.number === present?.number,
      })),
  };
}

function addressesOf({ front, service }: ServiceFile, { gateway }: Observed, host: Known['host']): Sheet['addresses'] {
  if (!gateway) return [];
  const at = gateway.address.lastIndexOf(':');
  const [bound, port] = [gateway.address.slice(0, at), gateway.address.slice(at + 1)];
  const scheme = front.tls ? 'https' : 'http';
  const isOpen = bound === '0.0.0.0' || bound === '::' || bound === '[::]';
  const published = {
    url: `${scheme}://${isOpen ? host.info.name : bound}:${port}`,
    from: isOpen ? 'other machines' : `the machine ${host.info.name} itself`,
  };
  const inside = front.networks.map(({ name, alias }) => ({
    url: `${scheme}://${alias ?? service}:${publicPort}`,
    from: `containers on the Docker network ${name} of ${host.info.name}`,
  }));
  return bound === '' ? inside : [published, ...inside];
}

function keyText({ front, integration }: ServiceFile): string {
  if (front.keys.length === 0) return 'It wants no key.';
  const whom = integration.owner ?? 'whoever runs it';
  const names = front.keys.join(', ');
  return `It wants a key, as "Authorization: Bearer KEY" or "x-api-key: KEY". Ask ${whom} for one; the keys are named ${names}.`;
}

function limitsOf({ front, scale }: ServiceFile): Sheet['limits'] {
  const { requestsPerSecond, burst, body, timeout } = front.limit;
  const rate = burst === undefined ? `${requestsPerSecond}` : `${requestsPerSecond}, ${burst} at once`;
  return [
    [
      'Requests a second',
      requestsPerSecond === undefined ? 'no limit; 429 where there is one' : `${rate}; more is answered with 429`,
    ],
    ['Size of a body', body === undefined ? "the model's own" : `${sizeText(body)}; more is answered with 413`],
    ['Time for an answer', `${timeout / 1000} s; then 504`],
    ['Objective', scale.slo?.p95 === undefined ? 'none is stated' : `95 of 100 answers within ${scale.slo.p95} ms`],
  ];
}

function examplesFor(
  file: ServiceFile,
  generated: readonly Golden[],
  url: string,
  needsKey: boolean,
): Sheet['examples'] {
  const golden =
    [...file.golden, ...generated].find(({ request }) => request.method === 'POST') ?? file.golden[0] ?? generated[0];
  if (!golden) return null;
  const { method, path, headers = {}, body = null } = requestOf(golden);
  if (body !== null && body.length > longestBody) return null;
  return examplesOf({ method, url: `${url}${path}`, headers, body, needsKey });
}
