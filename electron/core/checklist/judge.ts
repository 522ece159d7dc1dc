import type { Finding, Judgement } from '#contract/checklist';
import type { Plan } from '#contract/deployment';
import { Problem } from '#contract/problem';
import { blocked } from '../deployment/blockers.ts';
import type { Conductor } from '../deployment/conduct.ts';
import { refuseVisible } from '../deployment/secrets.ts';
import type { ImageDetails } from '../docker/types.ts';
import { draftName } from '../draft/read.ts';
import type { Hosts } from '../host/hosts.ts';
import { localName } from '../host/local-name.ts';
import type { Vault } from '../secrets/vault.ts';
import { inlineFiles } from '../service/inline.ts';
import { parseServiceFile } from '../service/parse.ts';
import type { ServiceFile } from '../service/schema.ts';
import { aboutMs } from './about.ts';
import { allChecks } from './all.ts';
import { fileFacts } from './collect-file.ts';
import { hiddenFinding, type RunDeps } from './collected.ts';
import { decided, isBlocking } from './decide.ts';
import { deployable } from './deployable.ts';
import { type Fact, type FactName, had, missing } from './facts.ts';
import { findingsOf } from './findings.ts';
import { saidAbout, undecided } from './found.ts';
import { asFailing } from './gate.ts';
import { limitsFrom } from './limits.ts';
import { stopFinding } from './stop-findings.ts';
import { withComparison } from './with-comparison.ts';
import { withScans } from './with-scans.ts';

export type JudgeDeps = {
  readonly hosts: Pick<Hosts, 'open' | 'known'>;
  readonly conductor: Pick<Conductor, 'outline'>;
  readonly store: RunDeps['store'];
  readonly vault: Vault;
};

/** `local` asks no host: what the file alone tells, within milliseconds. */
export type Asked = { readonly text: string; readonly host?: string | undefined; readonly local?: boolean };

/** What somebody who writes a file decides by, the most urgent first; what only a host tells besides is asked for by itself. */
const firstIds = [
  'VER-11',
  'SCA-06',
  'SCA-02',
  'SCA-01',
  'REL-01',
  'VER-01',
  'REL-24',
  'EVO-02',
  'SEC-19',
  'SEC-02',
  'SEC-03',
  'SEC-07',
];
const first = firstIds.flatMap((id) => allChecks.filter((check) => check.id === id));

/** Facts that are the same whether or not a host was asked: what only they decide is told at once, area by area. */
const ofFile: readonly FactName[] = ['file', 'said', 'container', 'ports'];
const alone = allChecks.filter((check) => !first.includes(check) && check.needs.every((need) => ofFile.includes(need)));

/** What is thought of a file: its mistakes, what was found, and what would be done. Changes nothing. */
export async function judge(
  deps: JudgeDeps,
  asked: Asked,
  signal: AbortSignal = new AbortController().signal,
): Promise<Judgement> {
  const { store, vault } = deps;
  const file = await attempt(() => fileOf(asked.text));
  if (file instanceof Problem) return { ...nothing, problem: vault.hiding().error(file).toJSON() };
  const visible = await attempt(async () => refuseVisible(file, vault));
  const unread = missing('The image was not looked at.');
  if (asked.local || visible instanceof Problem)
    return judgement(deps, { file, host: asked.host, image: unread, problem: visible ?? null });
  const [image, plan] = await Promise.all([
    attempt(() => imageOf(deps, asked.host ?? file.host, file.model.image, signal)),
    attempt(() => deps.conductor.outline(actOf(asked.text), { host: asked.host, allowGap: true })),
  ]);
  const problem = plan instanceof Problem ? plan : null;
  const read = image instanceof Problem ? missing(image.message) : image;
  const judged = judgement(deps, { file, host: asked.host, image: read, problem });
  const stopping = await outOfProduction(deps, { file, host: asked.host, plan }, signal);
  if (stopping.length > 0) return withStops(judged, stopping);
  const shown = plan instanceof Problem ? null : plan;
  return { ...judged, plan: shown, aboutMs: shown && aboutMs(store, shown, file) };
}

const nothing: Judgement = { problem: null, findings: [], plan: null, aboutMs: null };

type Known = {
  readonly file: ServiceFile;
  readonly host: string | undefined;
  readonly image: Fact<ImageDetails>;
  readonly problem: Problem | null;
};

function judgement(deps: JudgeDeps, { file, host, image, problem }: Known): Judgement {
  const { vault, store } = deps;
  const clean = problem && vault.hiding().error(problem);
  const subject = { kind: 'file', name: file.service, stage: file.stage } as const;
  const about = { host: host ?? file.host ?? localName, release: null, digest: null };
  const said = saidAbout(deps, { subject, about });
  const around = {
    subject,
    limits: limitsFrom(store.settings.get('checklist.limits')),
    now: Date.now(),
    stopped: clean,
  };
  // Of the twelve stops that keep it from going ahead, the plan has the say here.
  const stops = new Set(clean ? stopFinding(clean, '').map(({ id }) => id) : []);
  const facts = { ...fileFacts(file, image), said: said.answers };
  const found = findingsOf([...first, ...alone], facts, around)
    .filter(({ id, verdict }) => verdict !== 'unchecked' || first.some((check) => check.id === id))
    .map((it) => hiddenFinding({ ...it, stop: stops.has(it.id) }, vault.hiding()));
  const findings = decided(found, { checks: allChecks, stage: file.stage, accepted: said.accepted });
  return { problem: clean ? clean.toJSON() : null, findings, plan: null, aboutMs: null };
}

type Planned = { readonly file: ServiceFile; readonly host: string | undefined; readonly plan: Plan | Problem };

/** What keeps it out of production, by the whole checklist: the same that would stop its deployment. */
async function outOfProduction(
  deps: JudgeDeps,
  { file, host, plan }: Planned,
  signal: AbortSignal,
): Promise<Finding[]> {
  const isLooked = file.stage === 'production' && (!(plan instanceof Problem) || plan.stop !== undefined);
  if (!isLooked || (!(plan instanceof Problem) && plan.steps.length === 0)) return [];
  const open = await deps.hosts.open(host ?? file.host, signal);
  const looked = withScans(deps.store.scans, await deployable({ file, host: open, plan }, signal));
  const collected = withComparison(deps.store, looked);
  const { findings, ...deciding } = await undecided(deps, collected);
  return decided(findings, deciding).filter((it) => isBlocking(it) && !deciding.elsewhere.has(it.id));
}

function withStops(judged: Judgement, stopping: readonly Finding[]): Judgement {
  const there = new Set(judged.findings.map(({ id }) => id));
  return {
    ...judged,
    problem: judged.problem ?? blocked(stopping.map(asFailing)).toJSON(),
    findings: [...judged.findings, ...stopping.filter(({ id }) => !there.has(id))],
  };
}

const actOf = (text: string) => ({ kind: 'deploy', file: { name: draftName, text } }) as const;

const fileOf = (text: string): Promise<ServiceFile> => inlineFiles(parseServiceFile({ name: draftName, text }), null);

async function imageOf(
  { hosts }: JudgeDeps,
  host: string | undefined,
  image: string,
  signal: AbortSignal,
): Promise<Fact<ImageDetails>> {
  const { engine, name } = await hosts.open(host, signal);
  const found = await engine.inspectImage(image, signal);
  return found ? had(found, 'the image', new Date().toISOString()) : missing(`The image is not on ${name}.`);
}

/** What was expected to go wrong is a finding here. */
async function attempt<T>(work: () => Promise<T>): Promise<T | Problem> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}
