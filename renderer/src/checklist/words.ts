import type { FieldEdit, Finding } from '#contract/checklist';

/** What is said of a finding in one line. What was not checked is named by what it would check: its state says the rest. */
export const titleOf = ({ title, verdict }: Pick<Finding, 'title' | 'verdict'>): string =>
  verdict === 'unchecked' ? title.replace(/: not checked$/, '') : title;

/** What was read, or why nothing was; "" where the title has said it. */
export function readOf({ evidence, verdict, title, detail }: Finding): string {
  if (verdict === 'unchecked') return detail;
  return evidence === null || evidence.value === title ? '' : evidence.value;
}

/** "security.capDrop: [ALL]": the fields that a remedy sets, as they would be written. */
export const settingWords = (set: readonly FieldEdit[]): readonly string[] =>
  set.map(({ path, value }) => `${path.join('.')}: ${value === null ? 'left out' : JSON.stringify(value)}`);

/** Characters of a raw value that are shown; an engine may say megabytes. */
const most = 4_000;

/** The values as they came, by their names. */
export function rawText(raw: Readonly<Record<string, unknown>>): string {
  const text = Object.entries(raw)
    .map(([name, value]) => `${name}: ${JSON.stringify(value, null, 2)}`)
    .join('\n');
  return text.length > most ? `${text.slice(0, most)}\n… ${(text.length - most).toLocaleString('en-US')} more` : text;
}
