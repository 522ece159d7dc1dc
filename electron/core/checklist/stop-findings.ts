import type { Area, Finding } from '#contract/checklist';
import type { Problem, StopId } from '#contract/problem';

/** The check that a stop belongs to; its own name where the list of checks has none. */
const checkOf: Readonly<Record<StopId, readonly [id: string, area: Area]>> = {
  'wrong-architecture': ['SCA-22', 'scalability'],
  'does-not-fit': ['SCA-04', 'scalability'],
  'taken-by-another': ['taken-by-another', 'integration'],
  'no-right-answer': ['VER-11', 'versioning'],
  'not-resolvable': ['not-resolvable', 'versioning'],
  'no-way-back': ['VER-10', 'versioning'],
  'breaking-change': ['INT-03', 'integration'],
  privileged: ['SEC-01', 'security'],
  'open-without-key': ['SEC-20', 'security'],
  'administration-open': ['SEC-12', 'security'],
  'secret-visible': ['SEC-19', 'security'],
  'gpu-absent': ['SCA-17', 'scalability'],
};

/** Pure: what keeps a deployment from going ahead, as the plan says it. */
export function stopFinding({ stop, message, hint }: Problem, at: string): Finding[] {
  if (!stop) return [];
  const [id, area] = checkOf[stop];
  return [
    {
      id,
      area,
      verdict: 'fail',
      severity: 'blocker',
      since: 'trial',
      stop: true,
      title: message,
      detail: hint,
      evidence: { value: message, threshold: null, from: 'the plan', at },
      remedy: { text: hint, minutes: null, set: [] },
      stale: null,
    },
  ];
}
