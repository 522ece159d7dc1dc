import type { ContainerEnd } from '#contract/deployment';
import { Problem } from '#contract/problem';

/** What an ended or restarting container's problem carries (model/alive.ts). */
type EndedCause = { readonly said?: string };

/**
 * Pure: the same problem with the fault called by its name, as an operator would: `release` is "1.1.0 (r2)", `end` what
 * is known of the container that it was found on. A problem of the engine or of the gateway stays what it is.
 */
export function nameFault(problem: Problem, release: string, end: ContainerEnd | null): Problem {
  const name = headline(problem, end);
  if (name === null) return problem;
  const { said } = (problem.cause ?? {}) as EndedCause;
  return new Problem(problem.code, `${release} ${name}: ${said ?? problem.message}`, {
    hint: end && memoryKill(end) ? memoryHint : problem.hint,
    cause: problem.cause,
  });
}

function headline(problem: Problem, end: ContainerEnd | null): string | null {
  const memory = end && memoryKill(end);
  switch (problem.code) {
    case 'NOT_READY':
      if (memory) return memory;
      // One that ended slowly was still waited for when the time was over.
      if (end && (end.restarts > 0 || end.exitCode !== null)) return crash(end);
      return isEnded(problem) ? 'ended before it was ready' : 'never became ready';
    case 'WRONG_ANSWER':
      return `is ready, but gives a wrong answer${memory ? `, and ${memory}` : ''}`;
    case 'NO_ANSWER':
      return `is ready, but does not answer${memory ? `, and ${memory}` : ''}`;
    default:
      return null;
  }
}

const isEnded = ({ cause }: Problem): boolean => (cause as EndedCause | undefined)?.said !== undefined;

/** "was killed for memory (limit 64m), itself"; null where nothing says so. */
function memoryKill(end: ContainerEnd): string | null {
  if (!end.oomKilled && end.oomEvents === 0) return null;
  const limit = end.memory ? `limit ${size(end.memory)}` : "the host's memory was full";
  // Some engines call the whole container killed for memory when a child of it was; it is its own end that tells.
  return `was killed for memory (${limit}; ${end.exitCode === 137 ? 'itself' : 'a child of it'})`;
}

/** "keeps crashing (exit 3, restarted 4 times)". */
export function crash({ exitCode, restarts }: ContainerEnd): string {
  const exit = exitCode === null ? '' : `exit ${exitCode}`;
  if (restarts === 0) return `crashed${exit && ` (${exit})`}`;
  const times = `restarted ${restarts === 1 ? 'once' : `${restarts} times`}`;
  return `keeps crashing (${[exit, times].filter(Boolean).join(', ')})`;
}

/** What became of a replica while it was watched; `how` null where it was its process that ended. */
export function fallenWords(name: string, how: string | null, end: ContainerEnd | null): string {
  const memory = end && memoryKill(end);
  if (how === null) return `${memory ?? (end ? crash(end) : 'ended')} while it was watched: ${name}`;
  return `${how} while it was watched: ${name}${memory ? `; it ${memory}` : ''}`;
}

const memoryHint = 'Give it more with scale.memory, or have it load less.';

function size(bytes: number): string {
  for (const [unit, factor] of [
    ['g', 1024 ** 3],
    ['m', 1024 ** 2],
    ['k', 1024],
  ] as const)
    if (bytes % factor === 0) return `${bytes / factor}${unit}`;
  return `${bytes} bytes`;
}
