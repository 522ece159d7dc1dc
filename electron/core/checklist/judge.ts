import type { Judgement } from '#contract/checklist';
import { Problem } from '#contract/problem';
import type { Conductor } from '../deployment/conduct.ts';
import { refuseVisible } from '../deployment/secrets.ts';
import { draftName } from '../draft/read.ts';
import type { Hosts } from '../host/hosts.ts';
import type { Vault } from '../secrets/vault.ts';
import { inlineFiles } from '../service/inline.ts';
import { parseServiceFile } from '../service/parse.ts';
import type { ServiceFile } from '../service/schema.ts';
import type { Store } from '../store/store.ts';
import { aboutMs } from './about.ts';
import { type Facts, findingsOf } from './check.ts';
import { fileChecks } from './file-checks.ts';
import { securityChecks } from './security-checks.ts';
import { stopFinding } from './stop-findings.ts';

export type JudgeDeps = {
  readonly hosts: Pick<Hosts, 'open'>;
  readonly conductor: Pick<Conductor, 'plan'>;
  readonly store: Pick<Store, 'deployments'>;
  readonly vault: Vault;
};

/** `local` asks no host: what the file alone tells, within milliseconds. */
export type Asked = { readonly text: string; readonly host?: string | undefined; readonly local?: boolean };

const checks = [...fileChecks, ...securityChecks];

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
  const local = { file, imageUser: null, stops: visible instanceof Problem ? [visible] : [] };
  const at = new Date().toISOString();
  if (asked.local || visible instanceof Problem) return judgement(deps, { ...local, at }, visible ?? null);
  const [imageUser, plan] = await Promise.all([
    attempt(() => imageUserOf(deps, asked.host ?? file.host, file.model.image, signal)),
    attempt(() => deps.conductor.plan(actOf(asked.text), { host: asked.host, allowGap: true })),
  ]);
  const problem = plan instanceof Problem ? plan : null;
  const facts = {
    file,
    imageUser: imageUser instanceof Problem ? null : imageUser,
    stops: problem ? [problem] : [],
    at,
  };
  const shown = plan instanceof Problem ? null : plan;
  return { ...judgement(deps, facts, problem), plan: shown, aboutMs: shown && aboutMs(store, shown, file) };
}

const nothing: Judgement = { problem: null, findings: [], plan: null, aboutMs: null };

function judgement({ vault }: JudgeDeps, facts: Facts, problem: Problem | null | undefined): Judgement {
  const stops = facts.stops.flatMap((it) => stopFinding(vault.hiding().error(it), facts.at));
  // A check that a stop is about has said the same by it.
  const others = findingsOf(checks, facts).filter(({ id }) => !stops.some((stop) => stop.id === id));
  return {
    problem: problem ? vault.hiding().error(problem).toJSON() : null,
    findings: [...stops, ...others],
    plan: null,
    aboutMs: null,
  };
}

const actOf = (text: string) => ({ kind: 'deploy', file: { name: draftName, text } }) as const;

const fileOf = (text: string): Promise<ServiceFile> => inlineFiles(parseServiceFile({ name: draftName, text }), null);

async function imageUserOf(
  { hosts }: JudgeDeps,
  host: string | undefined,
  image: string,
  signal: AbortSignal,
): Promise<string | null> {
  const { engine } = await hosts.open(host, signal);
  const found = await engine.inspectImage(image, signal);
  return found ? (found.Config?.User ?? '') : null;
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
