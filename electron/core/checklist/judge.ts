import type { Judgement } from '#contract/checklist';
import { Problem } from '#contract/problem';
import type { Conductor } from '../deployment/conduct.ts';
import { refuseVisible } from '../deployment/secrets.ts';
import type { ImageDetails } from '../docker/types.ts';
import { draftName } from '../draft/read.ts';
import type { Hosts } from '../host/hosts.ts';
import type { Vault } from '../secrets/vault.ts';
import { inlineFiles } from '../service/inline.ts';
import { parseServiceFile } from '../service/parse.ts';
import type { ServiceFile } from '../service/schema.ts';
import type { Store } from '../store/store.ts';
import { aboutMs } from './about.ts';
import { allChecks } from './all.ts';
import { fileFacts } from './collect-file.ts';
import { type Fact, had, missing } from './facts.ts';
import { findingsOf } from './findings.ts';
import { limitsFrom } from './limits.ts';
import { stopFinding } from './stop-findings.ts';

export type JudgeDeps = {
  readonly hosts: Pick<Hosts, 'open'>;
  readonly conductor: Pick<Conductor, 'plan'>;
  readonly store: Pick<Store, 'deployments' | 'settings'>;
  readonly vault: Vault;
};

/** `local` asks no host: what the file alone tells, within milliseconds. */
export type Asked = { readonly text: string; readonly host?: string | undefined; readonly local?: boolean };

/** What somebody who writes a file decides by, the most urgent first; the rest of the checklist is asked for by itself. */
const decided = [
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
const checks = decided.flatMap((id) => allChecks.filter((check) => check.id === id));

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
    return judgement(deps, { file, image: unread, problem: visible ?? null });
  const [image, plan] = await Promise.all([
    attempt(() => imageOf(deps, asked.host ?? file.host, file.model.image, signal)),
    attempt(() => deps.conductor.plan(actOf(asked.text), { host: asked.host, allowGap: true })),
  ]);
  const problem = plan instanceof Problem ? plan : null;
  const shown = plan instanceof Problem ? null : plan;
  const judged = judgement(deps, { file, image: image instanceof Problem ? missing(image.message) : image, problem });
  return { ...judged, plan: shown, aboutMs: shown && aboutMs(store, shown, file) };
}

const nothing: Judgement = { problem: null, findings: [], plan: null, aboutMs: null };

type Known = { readonly file: ServiceFile; readonly image: Fact<ImageDetails>; readonly problem: Problem | null };

function judgement({ vault, store }: JudgeDeps, { file, image, problem }: Known): Judgement {
  const clean = problem && vault.hiding().error(problem);
  const around = {
    subject: { kind: 'file', name: file.service, stage: file.stage },
    limits: limitsFrom(store.settings.get('checklist.limits')),
    now: Date.now(),
    stopped: clean,
  } as const;
  // Of what keeps it from going ahead, the plan has the say here.
  const stops = new Set(clean ? stopFinding(clean, '').map(({ id }) => id) : []);
  const findings = findingsOf(checks, fileFacts(file, image), around).map((it) => ({ ...it, stop: stops.has(it.id) }));
  return { problem: clean ? clean.toJSON() : null, findings, plan: null, aboutMs: null };
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
