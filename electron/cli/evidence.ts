import type { Compared } from '#contract/compatibility';
import type { Accepted, ContainerEnd, Evidence, Figures, Watched, WayBack } from '#contract/deployment';
import { cell, duration, escaped, pairs, plural, releaseText, table, when, wrapped } from './text.ts';

/** Lines of a removed container's log that are shown; `--json` has all that were kept. */
const shownLines = 40;
/** The same for the characters of a wrong answer. */
const shownBody = 500;

/** What a deployment left behind, for people: wrong answers whole enough to be understood, long logs from their end. */
export function evidenceText(evidence: Evidence, width: number): string {
  const { golden, wayBack, accepted = [], compared, watch, findings, containers, logs } = evidence;
  return [
    part('golden requests', goldenText(golden, width)),
    part('way back', wayBack ? wayBackText(wayBack) : ''),
    part('what callers meet', compared ? comparedText(compared, width) : ''),
    part('accepted', accepted.map((one) => wrapped(escaped(acceptedText(one)), width, '  ')).join('')),
    part('while it was watched', watch ? watchText(watch, width) : ''),
    part('findings', findings.map((finding) => wrapped(escaped(finding), width, '  ')).join('')),
    part('containers that were removed', containers.map((end) => wrapped(endText(end), width, '  ')).join('')),
    ...Object.entries(logs).map(([name, text]) => logText(name, text)),
  ].join('');
}

const part = (title: string, text: string): string => (text === '' ? '' : `\n${title}\n${text}`);

function goldenText(golden: Evidence['golden'], width: number): string {
  const rows = golden.map(({ name, ok, replica, status, ms }) => [
    name,
    replica,
    ok ? 'right' : 'wrong',
    status === null ? 'no answer' : `status ${status}`,
    duration(ms),
  ]);
  const wrong = golden
    .filter(({ ok }) => !ok)
    .map((it) => {
      const asked = it.asked ? `${it.asked} ` : '';
      const why = wrapped(`"${escaped(it.name)}" ${escaped(asked)}of ${it.replica}:`, width, '  ');
      const came = it.body === '' ? '' : wrapped(`the answer: ${cut(escaped(it.body))}`, width, '    ');
      return why + it.wrong.map((one) => wrapped(escaped(one), width, '    ')).join('') + came;
    });
  return [table(rows, '  '), ...wrong].join('');
}

function wayBackText(proof: WayBack): string {
  const { release, image, weights, secrets, golden, warmMs, coldMs, provenAt, why } = proof;
  return pairs(
    [
      ['release', releaseText(release)],
      ['proven', provenAt === null ? 'no' : when(provenAt)],
      ['why', why],
      ['image', image],
      ['weights', weights],
      ['secrets', secrets.join(', ')],
      ['golden', golden.map(({ name, ok, ms }) => `${name}: ${ok ? 'right' : 'wrong'} in ${duration(ms)}`).join('; ')],
      ['while it runs', warmMs === null ? null : duration(warmMs)],
      ['from its image', coldMs === null ? null : duration(coldMs)],
    ],
    '  ',
  );
}

/** The breaking changes first. */
function comparedText({ why, changes, breaking, safe, unknown }: Compared, width: number): string {
  if (why !== null) return wrapped(escaped(why), width, '  ');
  const rows = changes.slice(0, shownChanges).map(({ verdict, path, why: how }) => [verdict, cell(path), cell(how)]);
  const more = breaking + safe - rows.length;
  return [
    breaking + safe === 0 ? '  the same as before\n' : table(rows, '  '),
    more > 0 ? `  and ${plural(more, 'change')} more\n` : '',
    ...unknown.map((it) => wrapped(`not compared: ${escaped(it)}`, width, '  ')),
  ].join('');
}

const shownChanges = 20;

/** 'no-way-back until 2031-01-31 by ada: "the old weights were wrong"; ...'. */
function acceptedText({ id, reason, until, by, what }: Accepted): string {
  return `${id} until ${until.slice(0, 10)} by ${by}: "${reason}"; ${what ?? 'nothing had to be accepted'}`;
}

function watchText({ old, new: now, ms, blindMs, reason }: Watched, width: number): string {
  const shown = (it: Figures, when: string) => [
    it.release,
    when,
    plural(it.requests, 'request'),
    plural(it.errors, 'error'),
    it.latency ? `p50 ${it.latency.p50} ms, p95 ${it.latency.p95} ms, p99 ${it.latency.p99} ms` : 'no latency known',
  ];
  const blind = blindMs >= 500 ? `, the engine away for ${duration(blindMs)} more` : '';
  return [
    table([...(old ? [shown(old, 'before')] : []), shown(now, `for ${duration(ms)}${blind}`)], '  '),
    reason ? wrapped(escaped(reason), width, '  ') : '',
  ].join('');
}

/** "digits-r2-1: exit 137, killed for memory (limit 64 MiB), restarted twice". */
function endText({ name, exitCode, oomKilled, oomEvents, memory, restarts, error, killed }: ContainerEnd): string {
  const limit = memory ? ` (limit ${Math.round((memory / 1024 ** 2) * 10) / 10} MiB)` : '';
  const said = [
    exitCode === null ? 'ran until it was stopped' : `exit ${exitCode}`,
    ...(oomKilled || oomEvents > 0 ? [`killed for memory${limit}${oomEvents > 1 ? ` ${oomEvents} times` : ''}`] : []),
    ...(restarts > 0 ? [`restarted ${restarts === 1 ? 'once' : `${restarts} times`}`] : []),
    ...(killed ? ['ignored SIGTERM and was killed'] : []),
    ...(error === '' ? [] : [escaped(error)]),
  ];
  return `${name}: ${said.join(', ')}`;
}

function logText(name: string, text: string): string {
  const lines = escaped(text).trimEnd().split('\n');
  const left = lines.length - shownLines;
  const more = left > 0 ? ` (${left} more before them: --json has them)` : '';
  return `\nlast lines of ${cell(name)}${more}\n${lines.slice(-shownLines).join('\n')}\n`;
}

const cut = (text: string): string => (text.length > shownBody ? `${text.slice(0, shownBody)}…` : text);
