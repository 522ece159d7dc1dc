import type { CheckSubject, Finding, Fix, Remedy, Report } from '#contract/checklist';
import { Problem } from '#contract/problem';
import { notServing } from '../deployment/want.ts';
import { editText } from '../draft/edit.ts';
import { draftName } from '../draft/read.ts';
import { written } from '../service/written.ts';
import { allChecks } from './all.ts';
import { type Collected, hidingOf, type RunDeps } from './collected.ts';
import { changeOf, type Mended, mend } from './mend.ts';
import { collect, reportOn } from './run.ts';

type Asked = {
  readonly subject: CheckSubject;
  readonly host?: string | undefined;
  readonly ids?: readonly string[] | undefined;
};

/**
 * What the remedies of the checks that are asked for, else of all that fail or warn, make of a file or of the one in force
 * for a service, the worthiest first; then the text is checked and planned. Changes nothing. The problems of `runChecklist`,
 * BAD_COMMAND for an id that no check has, UNKNOWN_SERVICE where none serves.
 */
export async function fixChecklist(
  deps: RunDeps,
  { subject, host, ids }: Asked,
  signal: AbortSignal = new AbortController().signal,
): Promise<Fix> {
  const wanted = ids?.map(known);
  const startedAt = performance.now();
  const before = await collect(deps, { subject, host }, signal);
  const report = await reportOn(deps, before, startedAt);
  const findings = chosen(report, wanted);
  if (before.subject.kind === 'container') return ofStranger(report, findings);
  const source = subject.kind === 'file' ? subject.file : await inForce(deps, before, signal);
  const mended = mend(source, findings);
  const noted = subject.kind === 'file' || mended.applied.length === 0 ? mended : withNote(mended);
  return await judgedAgain(deps, before, { ...noted, name: source.name }, signal);
}

function known(id: string): string {
  const check = allChecks.find((it) => it.id.toLowerCase() === id.toLowerCase());
  if (check) return check.id;
  throw new Problem('BAD_COMMAND', `There is no check ${id}`, {
    hint: 'Their ids are those of the findings, such as SEC-01.',
  });
}

/** In the order of their worth, as the report has its next steps. */
function chosen({ findings, next }: Report, ids: readonly string[] | undefined): Finding[] {
  const place = ({ id }: Finding): number => {
    const at = next.findIndex((step) => step.id === id);
    return at === -1 ? next.length : at;
  };
  const isWanted = ({ id, verdict, stale, remedy }: Finding): boolean =>
    ids?.includes(id) ??
    ((verdict === 'fail' || verdict === 'warn') && stale === null && (remedy?.set.length ?? 0) > 0);
  return findings.filter(isWanted).toSorted((a, b) => place(a) - place(b));
}

/** Nothing of it is ours to change: what to do is said in the engine's own words. */
function ofStranger(report: Report, findings: readonly Finding[]): Fix {
  const open = findings.length > 0 ? findings : report.findings.filter(({ verdict }) => verdict === 'fail');
  return {
    subject: about(report),
    text: '',
    applied: [],
    left: open.map(({ id, title, remedy, detail }) => ({ id, title, why: remedy ? asTyped(remedy, report) : detail })),
    plan: null,
    problem: null,
    after: after(report),
    change: 'none',
  };
}

/** With the container's name where its command wants it. */
const asTyped = ({ text, command }: Remedy, { subject }: Report): string =>
  command === undefined ? text : text.replace(command, `${command} ${subject.name}`);

/** The file in force as text, of the image that serves: a tag that points elsewhere by now would bring another. */
async function inForce(deps: RunDeps, before: Collected, signal: AbortSignal): Promise<{ name: string; text: string }> {
  const { file, about, subject, serving } = before;
  if (!file || !serving) throw notServing(subject.name);
  const { engine } = await deps.hosts.open(about.host, signal);
  const tagged = await engine.inspectImage(file.model.image, signal);
  const digests = tagged?.RepoDigests ?? [];
  const isSame = tagged?.Id === serving.image || digests.some((it) => it.endsWith(`@${serving.digest}`));
  const image = isSame ? file.model.image : serving.image;
  const text = written({ ...file, model: { ...file.model, image } });
  const hide = await hidingOf(deps, before);
  // With something in its place it would be another file that is deployed.
  if (hide.text(text) !== text)
    throw new Problem('NOT_SUPPORTED', `The file of ${subject.name} has a part that is the value of a secret`, {
      hint: 'Mend your own file: slipway check -f FILE --fix.',
    });
  return { name: draftName, text };
}

/** Why it is deployed again stands in the history; that of the release before would not be the reason. */
function withNote(mended: Mended): Mended {
  const note = `Mended by the checklist: ${mended.applied.map(({ id }) => id).join(', ')}`;
  return { ...mended, text: editText(mended.text, [{ path: ['note'], value: note }]) };
}

/** The text as a file that would be deployed: what its checks find now, and what would be done. */
async function judgedAgain(
  deps: RunDeps,
  { about: { host }, subject }: Collected,
  { name, ...mended }: Mended & { readonly name: string },
  signal: AbortSignal,
): Promise<Fix> {
  const startedAt = performance.now();
  const file = { name, text: mended.text };
  const again = await collect(deps, { subject: { kind: 'file', file }, host }, signal);
  const report = await reportOn(deps, again, startedAt);
  const { plan } = again.facts;
  const problem = again.problem && deps.vault.hiding().error(again.problem).toJSON();
  return {
    subject: { kind: subject.kind, name: subject.name, host },
    ...mended,
    left: [...mended.left, ...notEnough(mended, report)],
    plan: plan.had ? plan.value : null,
    problem,
    after: after(report),
    change: changeOf(mended.applied),
  };
}

/** What was set and did not make its check pass. */
function notEnough({ applied }: Mended, { findings }: Report): Fix['left'] {
  return applied.flatMap(({ id, title }) => {
    const found = findings.find((it) => it.id === id);
    if (!found || found.verdict === 'pass' || found.verdict === 'not-applicable') return [];
    const still = found.verdict === 'fail' || found.verdict === 'warn';
    const why = still
      ? `It is set, and the check still finds: ${found.title}.`
      : `It is set; whether it is enough is not known yet. ${found.detail}`;
    return [{ id, title, why }];
  });
}

const about = ({ subject: { kind, name, host } }: Report): Fix['subject'] => ({ kind, name, host });
const after = ({ summary, findings }: Report): Fix['after'] => ({
  summary,
  stops: findings.filter(({ stop }) => stop).map(({ id }) => id),
});
