import type { Judgement } from '#contract/checklist';
import type { StatusKind } from '../ui/Status.tsx';
import { failureIn } from '../wire/failure.ts';
import type { Holding } from './holding.ts';
import { planWords, sentence, stopsIn } from './plan.ts';

/** Whether a draft can be deployed, and the words for it. */
export type Readiness = {
  readonly is: 'ready' | 'waits' | 'refused';
  readonly kind: StatusKind;
  readonly word: string;
  readonly says: string;
};

type Asked = { readonly judgement: Judgement | null; readonly waits: boolean; readonly failure: unknown };

/** `holding` is what keeps it back besides the judgement: the candidate's answers, on an update. */
export function readinessOf({ judgement, waits, failure }: Asked, holding: Holding | null): Readiness {
  const stops = stopsIn(judgement?.findings ?? []);
  const [stop] = stops;
  if (stop) {
    const word = stops.length === 1 ? '1 stop left' : `${stops.length} stops left`;
    return { is: 'refused', kind: 'fail', word, says: sentences(stop.title, stop.remedy?.text ?? stop.detail) };
  }
  const problem = judgement?.problem;
  if (problem) {
    const line = problem.where ? `, line ${problem.where.line}` : '';
    const isFile = problem.code === 'BAD_FILE' || problem.code === 'NOT_SUPPORTED';
    const word = isFile ? `Not right yet${line}` : 'Not possible now';
    return { is: 'refused', kind: 'fail', word, says: sentences(problem.message, problem.hint) };
  }
  if (holding?.is === 'refused') return { is: 'refused', kind: 'fail', word: 'Refused', says: holding.says };
  if (holding) return { is: 'waits', kind: 'busy', word: 'Trying it', says: holding.says };
  if (failure) {
    const { message, hint } = failureIn(failure);
    return { is: 'refused', kind: 'unchecked', word: 'Not known', says: sentences(message, hint) };
  }
  if (!judgement || waits)
    return { is: 'waits', kind: 'busy', word: 'Looking', says: 'at what it needs and what is there' };
  if (judgement.plan?.steps.length === 0)
    return { is: 'refused', kind: 'idle', word: 'Nothing to do', says: 'What the file asks for is what serves.' };
  return { is: 'ready', kind: 'pass', word: 'No stop left', says: readyWords(judgement) };
}

function readyWords(judgement: Judgement): string {
  const open = judgement.findings.filter(({ verdict }) => verdict === 'fail' || verdict === 'warn').length;
  const later =
    open === 0 ? '' : ` ${open} ${open === 1 ? 'finding becomes a next step' : 'findings become next steps'}.`;
  return `${planWords(judgement)}.${later}`;
}

const sentences = (...parts: readonly string[]): string => parts.map(sentence).filter(Boolean).join(' ');
