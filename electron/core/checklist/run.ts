import type { CheckSubject, Report } from '#contract/checklist';
import { Problem } from '#contract/problem';
import { refuseVisible } from '../deployment/secrets.ts';
import { presentRelease, readRequest } from '../deployment/work-out.ts';
import { label, ofService } from '../docker/labels.ts';
import type { OpenHost } from '../host/hosts.ts';
import { containerNamed } from '../model/inspect.ts';
import { releaseRef } from '../release/release.ts';
import { readHosts } from '../service/reading.ts';
import { unanswered } from '../service/status.ts';
import { allChecks } from './all.ts';
import { containerFacts } from './collect.ts';
import { fileFacts } from './collect-file.ts';
import { serviceFacts } from './collect-service.ts';
import type { Collected, RunDeps } from './collected.ts';
import { deployable, digestIn } from './deployable.ts';
import { missing } from './facts.ts';
import { foundIn } from './found.ts';
import { reportOf } from './report.ts';
import { withFresh } from './scanned.ts';
import { servingOf } from './serving.ts';
import { notUnderstood, understood } from './understood.ts';
import { withComparison } from './with-comparison.ts';
import { scanOf, withScans } from './with-scans.ts';
import { withWeights } from './with-weights.ts';

/**
 * `scan`: the image is scanned first, which takes minutes; else it is judged by the last scan of it. `weights`: those in a
 * volume are read to the end and hashed first.
 */
export type Asked = {
  readonly subject: CheckSubject;
  readonly host?: string | undefined;
  readonly scan?: boolean;
  readonly weights?: boolean;
};

/**
 * The whole checklist of a file before it is deployed, of a service, or of anybody's container. Reads only. BAD_FILE,
 * UNKNOWN_SERVICE, UNKNOWN_HOST, HOST_UNREACHABLE, or BAD_COMMAND where hosts share the name; a host that keeps a file
 * from being looked at whole is the report's problem.
 */
export async function runChecklist(
  deps: RunDeps,
  asked: Asked,
  signal: AbortSignal = new AbortController().signal,
): Promise<Report> {
  const startedAt = performance.now();
  const known = await collect(deps, asked, signal);
  const collected = asked.weights ? await withWeights(deps, known, signal) : known;
  if (!asked.scan) return reportOn(deps, collected, startedAt);
  const { found, problem } = await scanOf(deps, collected, signal);
  const report = await reportOn(deps, withScans(withFresh(deps.store.scans, found), collected), startedAt);
  return { ...report, problem: report.problem ?? (problem && deps.vault.hiding().error(problem).toJSON()) };
}

/** The facts of whom is asked about. */
export async function collect(deps: RunDeps, { subject, host }: Asked, signal: AbortSignal): Promise<Collected> {
  const collected = await (subject.kind === 'file'
    ? ofFile(deps, subject.file, host, signal)
    : ofRunning(deps, subject.name, host, signal));
  return withComparison(deps.store, withScans(deps.store.scans, collected));
}

/** What the checks find in what was collected, `startedAt` as `performance.now()` had it. */
export async function reportOn(deps: RunDeps, collected: Collected, startedAt: number): Promise<Report> {
  const { facts, about, problem } = collected;
  const { findings, hide } = await foundIn(deps, collected);
  const isStop = problem?.stop !== undefined;
  return {
    subject: { ...collected.subject, ...about },
    ...reportOf(findings, allChecks, collected.subject.stage),
    ...servingOf(facts.answers, hide),
    problem: problem && !isStop ? problem.toJSON() : null,
    tookMs: Math.round(performance.now() - startedAt),
  };
}

async function ofFile(
  { hosts, conductor, vault }: RunDeps,
  given: { readonly name: string; readonly text: string },
  asked: string | undefined,
  signal: AbortSignal,
): Promise<Collected> {
  const act = { kind: 'deploy', file: given } as const;
  const { file, host: named } = await readRequest(act, { host: asked });
  if (!file) throw new Error('a deploy carries its file');
  const subject = { kind: 'file', name: file.service, stage: file.stage } as const;
  const nowhere = { host: named ?? 'local', release: null, digest: null };
  const alone = (problem: Problem): Collected => ({
    facts: fileFacts(file, missing(sentence(problem.message))),
    file,
    subject,
    about: nowhere,
    problem,
  });
  const visible = await expected(async () => refuseVisible(file, vault));
  if (visible instanceof Problem) return alone(visible);
  const open = await expected(() => hosts.open(named, signal));
  if (open instanceof Problem) {
    if (open.code === 'UNKNOWN_HOST') throw open;
    return alone(open);
  }
  const plan = await expected(() =>
    understood(open.name, () => conductor.outline(act, { host: asked, allowGap: true })),
  );
  if (
    plan instanceof Problem &&
    (plan.code === 'BAD_FILE' || plan.code === 'NOT_SUPPORTED' || plan.code === 'BAD_COMMAND')
  )
    throw plan;
  return await deployable({ file, host: open, plan }, signal);
}

async function ofRunning(
  deps: RunDeps,
  name: string,
  asked: string | undefined,
  signal: AbortSignal,
): Promise<Collected> {
  const { fronts, silent } = await understood(asked ?? 'a host', () => findServices(deps.hosts, name, asked));
  const [host, another] = fronts;
  if (host && another)
    throw new Problem(
      'BAD_COMMAND',
      `There is a service ${name} on more than one host: ${fronts.map((it) => it.name).join(', ')}`,
      {
        hint: 'Say which one with --host.',
      },
    );
  if (host) return understood(host.name, () => ofOurs(deps, name, host, signal));
  const open = await deps.hosts.open(asked, signal);
  const container = await understood(open.name, () => containerNamed(open.engine, name, signal));
  if (!container) {
    if (silent) throw unanswered(name, silent);
    throw new Problem('UNKNOWN_SERVICE', `There is no service ${name}, and no container of that name on ${open.name}`, {
      hint: '"slipway status" lists the services; --host names the host of a container.',
    });
  }
  if (typeof container.Id !== 'string') throw notUnderstood(open.name, null);
  const facts = await containerFacts(open.engine, container, signal);
  const called = typeof container.Name === 'string' ? container.Name.replace(/^\//, '') : name;
  return {
    facts,
    subject: { kind: 'container', name: called, stage: 'trial' },
    about: { host: open.name, release: null, digest: digestIn(facts) },
    file: null,
    problem: null,
  };
}

async function ofOurs(deps: RunDeps, service: string, host: OpenHost, signal: AbortSignal): Promise<Collected> {
  const { facts, observed, file } = await serviceFacts({ host, service, store: deps.store }, signal);
  const release = presentRelease(observed);
  return {
    facts,
    subject: { kind: 'service', name: service, stage: file?.stage ?? 'trial' },
    about: { host: host.name, release: release ? releaseRef(release) : null, digest: release?.digest ?? null },
    file,
    problem: null,
    ...(release ? { serving: release } : {}),
  };
}

/** By whatever runs of it: a service whose gateway somebody took away is one all the same. */
export async function findServices(hosts: RunDeps['hosts'], service: string, host: string | undefined) {
  const known = () => hosts.known().filter(({ name }) => host === undefined || name === host);
  const readings = await readHosts({ known, open: hosts.open }, async ({ engine }, signal) => {
    const all = await engine.listContainers(ofService(service), signal);
    return all.filter(({ labels }) => ['gateway', 'replica'].includes(labels[label.role] ?? ''));
  });
  return {
    fronts: readings.flatMap((it): OpenHost[] => ('problem' in it || it.found.length === 0 ? [] : [it.open])),
    silent: readings.find((it) => 'problem' in it),
  };
}

async function expected<T>(work: () => Promise<T>): Promise<T | Problem> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);
