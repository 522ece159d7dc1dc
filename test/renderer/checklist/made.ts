import type { Finding } from '#contract/checklist';

/** A finding that passes; what is given takes the place of parts of it. */
export const finding = (id: string, some: Partial<Finding> = {}): Finding => ({
  id,
  area: 'security',
  verdict: 'pass',
  severity: 'warning',
  since: 'trial',
  stop: false,
  title: id,
  detail: 'why',
  evidence: null,
  remedy: null,
  stale: null,
  accepted: null,
  answer: null,
  question: null,
  ...some,
});

export const remedy = (some: Partial<NonNullable<Finding['remedy']>> = {}): NonNullable<Finding['remedy']> => ({
  text: 'Set it.',
  minutes: 2,
  set: [],
  ...some,
});
