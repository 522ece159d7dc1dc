import type { Remedy } from '#contract/checklist';
import { advise, type Check, fail, type Judged, pass, warn } from './check.ts';
import type { ScanFact } from './facts.ts';
import type { Limits } from './limits.ts';
import { Unknown } from './look.ts';

export const scanned: Check = {
  id: 'SEC-25',
  name: 'Vulnerabilities',
  area: 'security',
  severity: 'warning',
  since: 'internal',
  needs: ['scan'],
  fields: ['model.image'],
  lasts: 7,
  source: 'CIS Docker 4.4; PRODUCT.md: not worse than what runs now; the dates: CISA BOD 19-02',
  unchecked: advise('Scan the image: the same check with --scan, where trivy or grype is installed.', 5),
  judge: (look) => {
    const scan = look.of('scan');
    const found = judged(scan, look.limits);
    // What was found is there, by whatever data; that nothing was found wants to know what was looked for.
    if (found.verdict !== 'pass') return found;
    if (!scan.recognised)
      throw new Unknown(
        `${scan.scanner} knows nothing of what is in the image, so that it finds nothing says nothing.`,
      );
    const days = scan.database === null ? null : Math.floor((look.now - Date.parse(scan.database)) / day);
    if (days === null || !(days >= -1)) throw new Unknown(`How old the data of ${scan.scanner} is, is not known.`);
    if (days > look.limits.vulnerabilityDataDays)
      throw new Unknown(
        `The data of ${scan.scanner} is ${days} days old, and lasts ${look.limits.vulnerabilityDataDays}: let it fetch newer data, then scan again.`,
      );
    if (!scan.replaces || scan.before || scan.high.length === 0) return found;
    throw new Unknown('What serves now was not scanned by the same data, so whether this is worse is not known.');
  },
};

const day = 86_400_000;

/** By the numbers alone. */
function judged(scan: ScanFact, limits: Limits): Judged {
  const { critical, high, before, endOfLife } = scan;
  const measured = { value: measure(scan), wanted: wantedOf(scan, limits) };
  const rebuild = dated(scan, limits);
  if (before && (critical.length > before.critical.length || high.length > before.high.length))
    return fail(
      ['It is worse than what serves', `Known, mended upstream, and new in it: ${newIn(scan)}.`],
      measured,
      rebuild,
    );
  if (critical.length > 0) {
    const words = [
      before ? 'It is not worse than what serves, and not well' : 'Critical vulnerabilities are in it',
      `Known, and mended upstream: ${listed(critical)}.`,
    ] as const;
    return scan.replaces ? warn(words, measured, rebuild) : fail(words, measured, rebuild);
  }
  if (high.length > limits.highVulnerabilities)
    return warn(['Many vulnerabilities are in it', `Known, and mended upstream: ${listed(high)}.`], measured, rebuild);
  if (endOfLife)
    return warn(
      ['What it is built on is mended no more', 'Its distribution is over: what is found from now on stays.'],
      measured,
      advise('Build it on a distribution that is still kept up.', 60),
    );
  return pass(
    [
      before ? 'It is not worse than what serves' : 'Few vulnerabilities are in it',
      'None that is mended upstream is critical.',
    ],
    measured,
  );
}

function measure({ critical, high, scanner, version, database }: ScanFact): string {
  const by = [scanner, version].filter(Boolean).join(' ');
  const data = database?.slice(0, 10) ?? 'of unknown age';
  return `${critical.length} critical, ${high.length} high that are mended upstream (${by}, data ${data})`;
}

const wantedOf = ({ before }: ScanFact, { highVulnerabilities }: Limits): string =>
  before
    ? `not more than ${before.critical.length} critical, ${before.high.length} high, as what serves`
    : `0 critical, ${highVulnerabilities} high`;

/** Counted from when the oldest of it was found. */
function dated({ critical, since }: ScanFact, { mendCriticalDays, mendHighDays }: Limits): Remedy {
  const days = critical.length > 0 ? mendCriticalDays : mendHighDays;
  const by = new Date(Date.parse(since) + days * day).toISOString().slice(0, 10);
  return advise(`Build it again on a present base by ${by}, then deploy it.`, 30);
}

function newIn({ critical, high, before }: ScanFact): string {
  const known = new Set([...(before?.critical ?? []), ...(before?.high ?? [])]);
  return listed([...critical, ...high].filter((id) => !known.has(id)));
}

const most = 5;

const listed = (ids: readonly string[]): string =>
  ids.length > most ? `${ids.slice(0, most).join(', ')} and ${ids.length - most} more` : ids.join(', ');
