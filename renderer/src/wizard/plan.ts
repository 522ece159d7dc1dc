import type { Finding, Judgement } from '#contract/checklist';
import type { Plan } from '#contract/deployment';

/** One line of a plan: steps of the same kind that follow one another, told once. */
export type PlanLine = { readonly do: string; readonly targets: readonly string[] };

export function linesOf({ steps }: Pick<Plan, 'steps'>): readonly PlanLine[] {
  const lines: { do: string; targets: string[] }[] = [];
  for (const { do: what, target } of steps) {
    const line = lines.find((one) => one.do === what);
    if (line) line.targets.push(target);
    else lines.push({ do: what, targets: [target] });
  }
  return lines;
}

const words: Readonly<Record<string, string>> = {
  network: 'Make its network',
  gateway: 'Start its gateway',
  'start-gateway': 'Start its gateway again',
  'replace-gateway': 'Replace its gateway',
  connect: 'Join a network',
  pull: 'Fetch the image',
  pin: 'Keep the image',
  weights: 'Check the weights',
  secrets: 'Lay the secrets',
  create: 'Make',
  pause: 'Hold requests back',
  stop: 'Stop',
  start: 'Start',
  verify: 'Ask',
  'way-back': 'Prove the way back',
  keep: 'Keep the release on the host',
  switch: 'Switch callers over',
  watch: 'Watch it',
  disconnect: 'Leave a network',
  drain: 'Let requests finish on the old one',
  remove: 'Remove the old one',
  'remove-gateway': 'Remove its gateway',
  'remove-secrets': 'Remove its secrets',
  'remove-network': 'Remove its network',
  note: 'Write it down',
};

/** What a line does, in the operator's words; an unknown step says its own name. */
export function lineWords({ do: what, targets }: PlanLine): string {
  const said = words[what] ?? what;
  if (!['create', 'start', 'verify', 'stop', 'remove', 'drain'].includes(what)) return said;
  const many = `${targets.length} ${targets.length === 1 ? 'replica' : 'replicas'}`;
  if (what === 'drain') return `Let requests finish on ${many}`;
  return what === 'remove' ? `Remove ${many}` : `${said} ${many}`;
}

/** "9 steps, about 14 s until it serves, no gap". */
export function planWords({ plan, aboutMs }: Pick<Judgement, 'plan' | 'aboutMs'>): string {
  if (!plan) return '';
  if (plan.steps.length === 0) return 'Nothing to do: this is what serves.';
  const steps = plan.steps.length === 1 ? '1 step' : `${plan.steps.length} steps`;
  const about = aboutMs === null ? [] : [`about ${aboutWords(aboutMs)} until it serves`];
  const gap = plan.gap > 0 ? `nothing serves for about ${plan.gap} s` : 'no gap';
  return [steps, ...about, gap].join(', ');
}

const aboutWords = (ms: number): string =>
  ms < 1000 ? '1 s' : ms < 100_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`;

const order: readonly Finding['verdict'][] = ['fail', 'warn', 'unchecked', 'accepted', 'pass'];

/** What is shown of the findings: stops, then what is to be looked at, then what passed. What does not apply is not. */
export function shownFindings(findings: readonly Finding[]): readonly Finding[] {
  const rank = ({ stop, verdict }: Finding) => (stop && verdict === 'fail' ? -1 : order.indexOf(verdict));
  return findings.filter(({ verdict }) => order.includes(verdict)).toSorted((a, b) => rank(a) - rank(b));
}

export const stopsIn = (findings: readonly Finding[]): readonly Finding[] =>
  findings.filter(({ stop, verdict }) => stop && verdict === 'fail');

/** What the button of a remedy says: the value that it sets where that is short. */
export function remedyWords({ set, minutes }: NonNullable<Finding['remedy']>): string {
  const [only] = set;
  const plain = set.length === 1 && only && ['string', 'number'].includes(typeof only.value) ? String(only.value) : '';
  if (plain !== '' && plain.length <= 14) return `Use ${plain}`;
  return minutes === null ? 'Set it' : `Set it, ${minutes} min`;
}

/** With a capital letter and a full stop, as it stands between others. */
export function sentence(text: string): string {
  const trimmed = text.trim();
  const [first = ''] = trimmed;
  const begun = first.toUpperCase() + trimmed.slice(first.length);
  return /[.!?…:]$/.test(begun) || begun === '' ? begun : `${begun}.`;
}
