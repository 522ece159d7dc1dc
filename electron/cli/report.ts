import type { Explanation, Finding, NextStep, Report } from '#contract/checklist';
import type { Printer } from './print.ts';
import { cell, escaped, pad, plural, releaseText, table, wrapped } from './text.ts';

type Look = Pick<Printer, 'width' | 'ink'>;

/** The seven areas as bars, then what to do next, then every finding that is not well, what holds no longer, then what passed in one line. */
export function reportText(report: Report, { width, ink }: Look): string {
  const { subject, findings, next } = report;
  const release = subject.release ? ` ${releaseText(subject.release)}` : '';
  const what = `${subject.kind} ${cell(subject.name)}${cell(release)} on ${cell(subject.host)}, stage ${subject.stage}`;
  const holding = findings.filter(({ stale }) => stale === null);
  return [
    `${ink.bold(what)}\n${summaryText(report)}\n\n`,
    bars(report, ink),
    nextText(next, width),
    findingsText(holding, { width, ink }),
    staleText(findings, width),
    uncheckedText(holding, width),
    passedText(holding, width),
  ].join('');
}

function summaryText({ summary, tookMs }: Report): string {
  const { pass, warn, fail, unchecked, notApplicable, accepted, stale, stops } = summary;
  const parts = [
    plural(stops, 'stop'),
    `${fail} fail`,
    `${warn} warn`,
    `${pass} pass`,
    `${unchecked} unchecked`,
    ...(accepted > 0 ? [`${accepted} accepted`] : []),
    ...(stale > 0 ? [`${stale} stale`] : []),
    `${notApplicable} do not apply`,
  ];
  return `${parts.join(' · ')} (${(tookMs / 1000).toFixed(1)} s)`;
}

const cells = 20;

/** What passed of what applies. */
function bars({ areas }: Report, ink: Look['ink']): string {
  const names = Math.max(...areas.map(({ area }) => area.length));
  const lines = areas.map(({ area, pass, accepted, warn, fail, unchecked }) => {
    const all = pass + accepted + warn + fail + unchecked;
    const full = all === 0 ? 0 : Math.round(((pass + accepted) / all) * cells);
    const bar = '█'.repeat(full) + '░'.repeat(cells - full);
    const rest = [`${fail} fail`, `${warn} warn`, `${unchecked} unchecked`].filter((it) => !it.startsWith('0 '));
    return `  ${pad(area, names)}  ${bar}  ${pass + accepted} of ${all}${rest.length > 0 ? ink.dim(`  ${rest.join(', ')}`) : ''}\n`;
  });
  return lines.join('');
}

const shownSteps = 8;

function nextText(next: readonly NextStep[], width: number): string {
  if (next.length === 0) return '\nNothing to do.\n';
  const rows = next.slice(0, shownSteps).map(({ id, minutes, change, stop, text, title }) => {
    const how = stop ? 'stop' : (change ?? '');
    return { head: [minutes === null ? '' : `${minutes} min`, id, how, title], text };
  });
  const lines = table(
    rows.map(({ head }) => head),
    '  ',
  )
    .trimEnd()
    .split('\n');
  const left = next.length - shownSteps;
  const all = lines.map((line, i) => `${line}\n${wrapped(`→ ${escaped(rows[i]?.text ?? '')}`, width, '    ')}`);
  return `\nNext steps\n${all.join('')}${left > 0 ? `  ${left} more: --json has them\n` : ''}`;
}

const rank: Readonly<Record<Finding['verdict'], number>> = {
  fail: 0,
  warn: 1,
  accepted: 2,
  unchecked: 3,
  pass: 4,
  'not-applicable': 5,
};

function findingsText(findings: readonly Finding[], look: Look): string {
  const open = findings
    .filter(({ verdict }) => verdict === 'fail' || verdict === 'warn' || verdict === 'accepted')
    .toSorted((a, b) => Number(b.stop) - Number(a.stop) || rank[a.verdict] - rank[b.verdict]);
  if (open.length === 0) return '';
  return `\nFindings\n${open.map((it) => findingText(it, look)).join('')}`;
}

function findingText(found: Finding, { width, ink }: Look): string {
  const { id, verdict, severity, stop, title, detail, evidence, accepted } = found;
  const word = stop ? 'stop' : verdict;
  const paint = verdict === 'fail' ? ink.bad : ink.dim;
  const measured = evidence
    ? `${evidence.value}${evidence.threshold ? ` (wanted ${evidence.threshold})` : ''}, from ${evidence.from}`
    : '';
  return [
    `  ${paint(pad(word, 9))}  ${cell(id)}  ${cell(title)}${ink.dim(`  ${severity}`)}\n`,
    wrapped(escaped(detail), width, '    '),
    accepted
      ? wrapped(
          `Accepted until ${accepted.until.slice(0, 10)} by ${cell(accepted.by)}: ${escaped(accepted.reason)}`,
          width,
          '    ',
        )
      : '',
    measured === '' ? '' : wrapped(cell(measured), width, '    '),
  ].join('');
}

/** What was found before and holds no longer, by the reason: none of it passed. */
function staleText(findings: readonly Finding[], width: number): string {
  const old = findings.filter(({ stale }) => stale !== null);
  if (old.length === 0) return '';
  const lines = [...Map.groupBy(old, ({ stale }) => stale ?? '')].map(
    ([why, them]) =>
      wrapped(them.map(({ id, verdict }) => cell(`${id} (${verdict} then)`)).join(', '), width, '  ') +
      wrapped(escaped(why), width, '    '),
  );
  return `\nStale\n${lines.join('')}`;
}

/** By the reason, since one that is missing keeps several checks from being made. */
function uncheckedText(findings: readonly Finding[], width: number): string {
  const open = findings.filter(({ verdict }) => verdict === 'unchecked');
  if (open.length === 0) return '';
  const reasons = [...Map.groupBy(open, ({ detail }) => detail)];
  const lines = reasons.map(
    ([why, them]) =>
      wrapped(them.map(({ id }) => cell(id)).join(' '), width, '  ') + wrapped(escaped(why), width, '    '),
  );
  return `\nUnchecked\n${lines.join('')}`;
}

function passedText(findings: readonly Finding[], width: number): string {
  const ids = (verdict: Finding['verdict']) => findings.filter((it) => it.verdict === verdict).map(({ id }) => id);
  const passed = ids('pass');
  const idle = ids('not-applicable');
  return [
    passed.length > 0 ? `\nPassed\n${wrapped(passed.map(cell).join(' '), width, '  ')}` : '',
    idle.length > 0 ? `\nDo not apply\n${wrapped(idle.map(cell).join(' '), width, '  ')}` : '',
  ].join('');
}

export function explanationText(
  { id, name, area, severity, since, stop, source, text, question }: Explanation,
  width: number,
): string {
  return [
    `${id} ${name}\n`,
    `  ${area}, ${severity} from the stage ${since} on${stop ? ', a stop' : ''}\n\n`,
    wrapped(escaped(text), width),
    question === null ? '' : `\nAsks: ${question}\n  slipway answer SERVICE ${id} "…"\n`,
    `\nSource: ${source}\n`,
  ].join('');
}
