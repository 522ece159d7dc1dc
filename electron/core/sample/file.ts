import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FieldEdit } from '#contract/checklist';
import { editText } from '../draft/edit.ts';
import { resourcesFolder } from '../resources.ts';
import { parseServiceFile } from '../service/parse.ts';
import { written } from '../service/written.ts';

export type SampleFault = 'none' | 'wrong-answers' | 'never-ready' | 'crash';
export type SampleVersion = '1.0.0' | '1.1.0';

const files: Readonly<Record<SampleVersion, string>> = { '1.0.0': 'v1.yaml', '1.1.0': 'v2.yaml' };

type Faulty = { readonly note: string; readonly set: readonly FieldEdit[] };
const fault = (words: string): FieldEdit => ({ path: ['model', 'env'], value: { FAULT: words } });

/** In the words of the sample's own faults.mjs. */
const faults: Readonly<Record<SampleFault, Faulty | null>> = {
  none: null,
  'wrong-answers': { note: 'a fault on purpose: every digit is one too high', set: [fault('wrong-answer')] },
  'never-ready': {
    note: 'a fault on purpose: it never becomes ready',
    set: [fault('not-ready'), { path: ['model', 'ready', 'within'], value: '5s' }],
  },
  crash: { note: 'a fault on purpose: it ends soon after its start', set: [fault('crash-after-ms:50')] },
};

/** A file that deploys the sample model; with a fault, one that must not get traffic. */
export function sampleFile({ version, fault: kind }: { version: SampleVersion; fault: SampleFault }): string {
  const name = files[version];
  const shipped = readFileSync(join(resourcesFolder(), 'sample', 'digits', name), 'utf8');
  const text = written(parseServiceFile({ name, text: shipped }));
  const faulty = faults[kind];
  if (!faulty) return `# The sample model: it tells handwritten digits apart.\n${text}`;
  const set = [{ path: ['note'], value: faulty.note }, ...faulty.set];
  return `# The sample model with a fault: no caller may ever reach it.\n${editText(text, set)}`;
}
