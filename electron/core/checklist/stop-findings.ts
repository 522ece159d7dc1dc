import { type Area, checkOfStop, type Finding } from '#contract/checklist';
import type { Problem, StopId } from '#contract/problem';

const areaOf: Readonly<Record<StopId, Area>> = {
  'wrong-architecture': 'scalability',
  'does-not-fit': 'scalability',
  'taken-by-another': 'integration',
  'no-right-answer': 'versioning',
  'not-resolvable': 'versioning',
  'no-way-back': 'versioning',
  'breaking-change': 'integration',
  privileged: 'security',
  'open-without-key': 'security',
  'administration-open': 'security',
  'secret-visible': 'security',
  'gpu-absent': 'scalability',
};

/** Pure: what keeps a deployment from going ahead, as the plan says it. */
export function stopFinding({ stop, message, hint }: Problem, at: string): Finding[] {
  if (!stop) return [];
  return [
    {
      id: checkOfStop[stop],
      area: areaOf[stop],
      verdict: 'fail',
      severity: 'blocker',
      since: 'trial',
      stop: true,
      title: message,
      detail: hint,
      evidence: { value: message, threshold: null, from: 'the plan', at },
      remedy: { text: hint, minutes: null, set: [] },
      stale: null,
      accepted: null,
      answer: null,
      question: null,
    },
  ];
}
