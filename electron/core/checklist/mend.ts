import type { FieldEdit, Finding, Fix } from '#contract/checklist';
import { Problem } from '#contract/problem';
import { editText } from '../draft/edit.ts';
import { parseServiceFile } from '../service/parse.ts';

export type Mended = Pick<Fix, 'text' | 'applied' | 'left'>;
type Applied = Fix['applied'][number];
type Source = { readonly name: string; readonly text: string };

/**
 * Pure: the text with what the findings' remedies set, one after the other. What asks for another value of a field that is
 * set already, and what would leave no service file behind, is left with the reason.
 */
export function mend({ name, text }: Source, findings: readonly Finding[]): Mended {
  const applied: Applied[] = [];
  const left: Fix['left'] = [];
  let so = text;
  for (const finding of findings) {
    const { id, title, remedy } = finding;
    if (!remedy || remedy.set.length === 0) {
      left.push({ id, title, why: byHand(finding) });
      continue;
    }
    const next = withSet(name, so, remedy.set, applied);
    if ('why' in next) left.push({ id, title, why: next.why });
    else {
      so = next.text;
      applied.push({ id, title, text: remedy.text, change: remedy.change ?? 'recreate', set: remedy.set });
    }
  }
  return { text: so, applied, left };
}

/** Or the reason why not. */
function withSet(
  name: string,
  text: string,
  set: readonly FieldEdit[],
  applied: readonly Applied[],
): { readonly text: string } | { readonly why: string } {
  const other = applied.find((it) => it.set.some((one) => set.some((two) => clashes(one, two))));
  if (other) return { why: `${other.id} sets ${fieldsOf(other.set)} already, to something else.` };
  try {
    const edited = editText(text, set);
    parseServiceFile({ name, text: edited });
    return { text: edited };
  } catch (error) {
    if (error instanceof Problem) return { why: `${sentence(error.message)} ${error.hint}`.trim() };
    throw error;
  }
}

/** Why there is nothing to set for a finding. */
function byHand({ verdict, detail, remedy }: Finding): string {
  if (verdict === 'pass' || verdict === 'not-applicable') return 'Nothing is to be mended.';
  const why = verdict === 'unchecked' ? sentence(detail) : 'No setting brings it about.';
  return remedy ? `${why} ${sentence(remedy.text)}` : why;
}

/** One of them sets what the other does, or a part of it, to another value. */
function clashes(one: FieldEdit, two: FieldEdit): boolean {
  const [short, long] = one.path.length <= two.path.length ? [one.path, two.path] : [two.path, one.path];
  if (!short.every((key, i) => key === long[i])) return false;
  return short.length < long.length || JSON.stringify(one.value) !== JSON.stringify(two.value);
}

/** Pure: the most that any of it takes. */
export const changeOf = (applied: readonly Pick<Applied, 'change'>[]): Fix['change'] =>
  applied.some(({ change }) => change === 'recreate') ? 'recreate' : applied.length > 0 ? 'live' : 'none';

const fieldsOf = (set: readonly FieldEdit[]): string => set.map(({ path }) => path.join('.')).join(', ');
const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);
