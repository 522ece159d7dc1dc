import type { Area } from '#contract/checklist';

/** The seven areas, in the order in which they are shown everywhere; without the contract's schemas, which a page has no use for. */
export const areas = [
  'scalability',
  'reliability',
  'monitoring',
  'versioning',
  'security',
  'integration',
  'evolution',
] as const satisfies readonly Area[];

export const areaWords = (area: Area): string => area.charAt(0).toUpperCase() + area.slice(1);
