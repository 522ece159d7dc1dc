import type { Probe, Probing } from '#contract/probes';
import { Problem } from '#contract/problem';
import type { Askable } from '../candidate/once.ts';
import { aboutOf, asking, type ModelDeps, type Subject } from '../candidate/subject.ts';
import { refuseReadOnly } from '../host/permit.ts';
import { goldenFor, requestOf } from '../model/golden.ts';
import { noAnswerCause } from '../model/no-answer.ts';
import type { Reach } from '../model/reach.ts';
import { hiding } from '../secrets/hiding.ts';
import { valuesOnHost } from '../secrets/on-host.ts';
import type { Golden, ServiceFile } from '../service/schema.ts';
import { type WrongRequest, wrongRequests } from './wrong-requests.ts';

export type ProbeDeps = ModelDeps & {
  readonly keepProbes: (of: { host: string; digest: string | null; file: ServiceFile }, probing: Probing) => void;
};

/** Milliseconds for an answer: to be refused takes no thinking. */
const patience = 10_000;
const longestSaid = 200;

/**
 * Sends requests that are wrong on purpose to a candidate of a file, or, where somebody asks for a service by its name, to
 * a replica that serves, past its callers: each has to be refused, and the model has to stay as it was. Kept as evidence.
 * CONFIRMATION_NEEDED where what serves is meant and nobody `agreed` to that.
 */
export async function probeModel(
  deps: ProbeDeps,
  asked: Subject & { readonly agreed: boolean },
  signal: AbortSignal,
): Promise<Probing> {
  if (asked.subject.kind === 'running' && !asked.agreed) throw notAgreed(asked.subject.name);
  const about = await aboutOf(deps, asked, signal);
  const { host, file } = about;
  refuseReadOnly(host, `Sending wrong requests to ${file.service}`);
  const found = await asking(
    deps,
    { ...asked, asks: true, apart: true },
    about,
    async (askable) => {
      if (!askable) throw new Error('what asks has somebody to ask');
      const probing: Probing = { service: file.service, host: host.name, ...(await probed(askable, file, signal)) };
      deps.keepProbes({ host: host.name, digest: askable.digest, file }, probing);
      return probing;
    },
    signal,
  );
  const hide = hiding(await valuesOnHost(host.engine, file.service, signal));
  return deps.vault.hiding().deep(hide.deep(found));
}

async function probed(
  askable: Askable,
  file: ServiceFile,
  signal: AbortSignal,
): Promise<Omit<Probing, 'service' | 'host'>> {
  const { reach, to, release, isAlive } = askable;
  const right = await rightRequest(askable, file, signal);
  const { requests, unread } = wrongRequests(right.request);
  const probes: Probe[] = [];
  for (const one of requests) probes.push(await probeOnce(one, { reach, path: right.request.path, isAlive }, signal));
  const after = await statusOf(reach, { ...requestOf(right), deadline: patience }, signal);
  const answers = after.status !== null && after.status < 500;
  return { to, release, probes, alive: (await isAlive(signal)) && answers, unread };
}

/** A golden request of the file, else one that is made from what the model says it takes. */
async function rightRequest(askable: Askable, file: ServiceFile, signal: AbortSignal): Promise<Golden> {
  const own = file.golden.find(({ request }) => request.method === 'POST');
  if (own) return own;
  const whole = { ...askable.served, ready: { path: '/', least: 100, most: 499, contains: null }, generated: [] };
  const [made] = (await goldenFor([], whole, askable.reach, signal)).golden;
  if (made) return made;
  throw new Problem('NOT_SUPPORTED', 'It is not known where its model is asked: no wrong request can be made', {
    hint: 'Keep a golden request in the file that the model answers.',
  });
}

const notAgreed = (service: string): Problem =>
  new Problem('CONFIRMATION_NEEDED', `Wrong requests may end the replica of ${service} that they are sent to.`, {
    hint: 'Send them to a candidate of its file instead, or agree to it.',
  });

type On = Pick<Askable, 'reach' | 'isAlive'> & { readonly path: string };

async function probeOnce(one: WrongRequest, { reach, path, isAlive }: On, signal: AbortSignal): Promise<Probe> {
  const { name, what, body, type } = one;
  const request = { method: 'POST', path, headers: { 'Content-Type': type }, body, deadline: patience };
  const { status, ms, said, late } = await statusOf(reach, request, signal);
  // Who closes the connection on a body without an end has refused it too, if it goes on to run.
  const hungUp = status === null && !late && name === 'too large' && (await isAlive(signal));
  return { name, what, end: hungUp ? 'refused' : endOf(status), status, ms, said };
}

function endOf(status: number | null): Probe['end'] {
  if (status === null) return 'silent';
  if (status >= 500) return 'broke';
  return status >= 400 ? 'refused' : 'taken';
}

async function statusOf(reach: Reach, request: Parameters<Reach>[0], signal: AbortSignal) {
  const began = performance.now();
  try {
    const { status, ms, body } = await reach({ ...request, most: 65_536 }, signal);
    return { status, ms: Math.round(ms * 10) / 10, said: body.replace(/\s+/g, ' ').slice(0, longestSaid), late: false };
  } catch (error) {
    const cause = noAnswerCause(error);
    if (!cause) throw error;
    const ms = Math.round((performance.now() - began) * 10) / 10;
    return { status: null, ms, said: (error as Error).message.slice(0, longestSaid), late: cause.late };
  }
}
