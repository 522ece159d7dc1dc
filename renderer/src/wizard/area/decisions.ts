import type { Area, FieldEdit, Finding } from '#contract/checklist';
import { areaWords } from '../../checklist/areas.ts';
import { isAsking } from '../../checklist/saying.ts';
import { standingOf } from '../../checklist/standing.ts';
import type { StatusKind } from '../../ui/Status.tsx';
import { valueAt } from '../fields.ts';
import { wizardAreas } from './says.ts';

type Stage = 'trial' | 'internal' | 'production';

/** Something to decide: made once one of its fields stands in the file. `from` is the stage that wants it; null for none. */
type Decision = { readonly paths: readonly FieldEdit['path'][]; readonly from: Stage | null };

const decide = (from: Stage | null, ...paths: readonly string[]): Decision => ({
  from,
  paths: paths.map((path) => path.split('.')),
});

const decisions: Readonly<Record<Area, readonly Decision[]>> = {
  integration: [
    decide(null, 'front.callers'),
    decide('production', 'integration.consumers'),
    decide('production', 'integration.personalData'),
    decide('production', 'integration.sample'),
  ],
  scalability: [
    decide('internal', 'scale.memory'),
    decide('internal', 'scale.cpus'),
    decide('internal', 'scale.replicas'),
    decide('production', 'scale.peak'),
    decide('production', 'scale.slo'),
    decide(null, 'scale.queue', 'scale.concurrency'),
  ],
  reliability: [
    decide('trial', 'golden'),
    decide(null, 'model.ready'),
    decide(null, 'strategy.kind'),
    decide(null, 'reliability.restart', 'reliability.stopGrace'),
  ],
  monitoring: [
    decide('production', 'monitoring.tell'),
    decide(null, 'model.metrics'),
    decide(null, 'monitoring.every'),
  ],
  versioning: [decide(null, 'model.version'), decide('internal', 'note'), decide(null, 'model.quality')],
  security: [
    decide('internal', 'security.user'),
    decide('production', 'security.capDrop'),
    decide('production', 'security.readOnly'),
    decide(null, 'front.keys'),
  ],
  evolution: [decide('production', 'integration.owner'), decide('production', 'review.every')],
};

const stages: readonly Stage[] = ['trial', 'internal', 'production'];

/** What the rail shows of an area. */
export type AreaStanding = {
  readonly area: Area;
  readonly kind: StatusKind;
  /** The shape in a word, for who cannot see it. */
  readonly word: string;
  readonly says: string;
};

/**
 * Pure: how far each area has come, of the fields as they are typed and of what was found. Ticked once something of it is
 * decided, nothing is left that its stage wants, and nothing that was found is to be looked at.
 */
export const standings = (fields: unknown, findings: readonly Finding[]): readonly AreaStanding[] =>
  wizardAreas.map((area) => ({
    area,
    ...shapeOf(
      leftOf(area, fields, findings),
      findings.filter((one) => one.area === area),
    ),
  }));

type Left = { readonly made: number; readonly left: number };

function leftOf(area: Area, fields: unknown, findings: readonly Finding[]): Left {
  const stage = valueAt(fields, ['stage']);
  const at = stages.findIndex((one) => one === (stage ?? 'trial'));
  const isMade = ({ paths }: Decision) => paths.some((path) => isSaid(valueAt(fields, path)));
  const isDue = ({ from }: Decision) => from !== null && stages.indexOf(from) <= at;
  const all = decisions[area];
  const asked = questionsIn(area, findings);
  return {
    made: all.filter(isMade).length + asked.filter((one) => !isAsking(one)).length,
    left:
      all.filter((one) => isDue(one) && !isMade(one)).length +
      asked.filter((one) => isAsking(one) && one.severity !== 'advice').length,
  };
}

/** A list or a mapping without anything in it says nothing. */
const isSaid = (value: unknown): boolean =>
  typeof value === 'object' && value !== null ? Object.keys(value).length > 0 : value !== undefined && value !== null;

function shapeOf({ made, left }: Left, findings: readonly Finding[]): Omit<AreaStanding, 'area'> {
  const of = (...wanted: readonly string[]) => findings.filter((one) => wanted.includes(standingOf(one))).length;
  const bad = of('stop', 'fail');
  const all = bad + of('warn', 'stale');
  const says = `${all} to look at`;
  if (bad > 0) return { kind: 'fail', word: 'fail', says };
  if (all > 0) return { kind: 'warn', word: 'warn', says };
  if (left > 0) return { kind: 'idle', word: 'open', says: `${left} to decide` };
  return made > 0
    ? { kind: 'pass', word: 'decided', says: 'decided' }
    : { kind: 'idle', word: 'optional', says: 'filled in' };
}

/** Pure: what only a person can answer in an area; nothing of what does not apply. */
export const questionsIn = (area: Area, findings: readonly Finding[]): readonly Finding[] =>
  findings.filter((one) => one.area === area && one.question !== null && standingOf(one) !== 'idle');

/** Which area an address shows; null for the review. Of what anybody may have written there. */
export const areaIn = (name: unknown): Area | null => wizardAreas.find((area) => area === name) ?? null;

/** The step after one, and its name; null for the last of them. */
export function nextOf(area: Area | null): { readonly area: Area | null; readonly name: string } | null {
  if (area === null) return null;
  const next = wizardAreas[wizardAreas.indexOf(area) + 1] ?? null;
  return { area: next, name: next === null ? 'Review' : areaWords(next) };
}
