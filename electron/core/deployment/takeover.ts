import { type Unended, unendedText } from '../service/unended.ts';
import type { Observed } from './observed.ts';
import type { Step } from './steps.ts';

/**
 * Pure: what a deployment settles of those whose console ended in the middle and knows nothing of this one, in a sentence
 * each. Its replicas go where they do not serve, and what they were to replace where they do.
 */
export function takenOver(observed: Observed, steps: readonly Step[]): string[] {
  const { unended, replicas, serving } = observed;
  if (!unended?.length || steps.length === 0) return [];
  const removed = new Set(steps.flatMap((step) => (step.do === 'remove' ? [step.target] : [])));
  const idle = replicas.filter(({ name, admitted }) => removed.has(name) && !admitted).map(({ name }) => name);
  const serves = new Set(replicas.filter(({ admitted }) => admitted).map(({ name }) => name));
  const others = idle.filter((name) => !unended.some((one) => one.replicas.includes(name)));
  return unended.map((one, index) => {
    const replaced = one.replicas.some((name) => serves.has(name)) ? others : [];
    const left = [...idle.filter((name) => one.replicas.includes(name)), ...replaced];
    const gone = left.length > 0 ? `; what it left is removed: ${left.join(', ')}` : '';
    const refused = serving?.paused && index === 0 ? '; since it stopped what served, nobody was answered' : '';
    return `${capital(unendedText(one))} (${one.deployment}) is settled with this${gone}${refused}.`;
  });
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** For the line on the host, so that nobody settles it a second time. */
export const settledIds = ({ unended = [] }: Observed): { settles?: string[] } =>
  unended.length > 0 ? { settles: unended.map(({ deployment }: Unended) => deployment) } : {};
