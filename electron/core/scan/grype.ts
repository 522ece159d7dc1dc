import * as z from 'zod';
import type { Tool } from './tool.ts';

const match = z.object({
  vulnerability: z.object({
    id: z.string(),
    severity: z.string().optional(),
    /** fixed · not-fixed · wont-fix · unknown, or empty. */
    fix: z.object({ state: z.string() }),
  }),
});

/** Newer versions keep the data's state in a part of its own. */
const database = z.union([
  z.object({ status: z.object({ built: z.iso.datetime({ offset: true }) }) }).transform(({ status }) => status.built),
  z.object({ built: z.iso.datetime({ offset: true }) }).transform(({ built }) => built),
]);

/** Grype's report: github.com/anchore/grype, grype/presenter/models/document.go and syft's image source. */
const report = z.object({
  matches: z.array(match),
  source: z.object({ type: z.literal('image'), target: z.object({ imageID: z.string() }) }),
  /** Its name is empty where it knew none. */
  distro: z.object({ name: z.string() }),
  alertsByPackage: z.array(z.object({ alerts: z.array(z.object({ type: z.string() })) })).optional(),
  descriptor: z.object({
    name: z.literal('grype'),
    version: z.string().optional(),
    db: database.optional().catch(undefined),
  }),
});

/** What it matched nothing in and knows no distribution of may be all that it did not look at. */
export const grype: Tool = {
  name: 'grype',
  args: (archive) => [`docker-archive:${archive}`, '--output', 'json', '--quiet'],
  env: { GRYPE_CHECK_FOR_APP_UPDATE: 'false', GRYPE_FAIL_ON_SEVERITY: '', GRYPE_ONLY_FIXED: 'false', GRYPE_FILE: '' },
  // Else it refuses data older than five days, and nothing would be known; how old it is decides over what passes.
  offline: { GRYPE_DB_AUTO_UPDATE: 'false', GRYPE_DB_VALIDATE_AGE: 'false' },
  about: null,
  read(said) {
    const { matches, source, distro, alertsByPackage = [], descriptor } = report.parse(said);
    const mended = matches.filter(({ vulnerability }) => vulnerability.fix.state === 'fixed');
    const of = (severity: string) => [
      ...new Set(mended.filter((it) => it.vulnerability.severity === severity).map((it) => it.vulnerability.id)),
    ];
    return {
      image: source.target.imageID,
      version: descriptor.version ?? null,
      database: descriptor.db ?? null,
      critical: of('Critical'),
      high: of('High'),
      recognised: matches.length > 0 || distro.name !== '',
      endOfLife: alertsByPackage.some(({ alerts }) => alerts.some(({ type }) => type === 'distro-eol')),
    };
  },
};
