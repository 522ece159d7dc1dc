import { lazy, Suspense } from 'react';
import { Section } from '../ui/Section.tsx';
import type { Desk, Judged } from './useDraft.ts';

// The editor is as large as all of the console's first load: only who asks for text waits for it.
const YamlEditor = lazy(() => import('./YamlEditor.tsx').then(({ YamlEditor }) => ({ default: YamlEditor })));

/** The same draft as text. A whole file can be pasted over it. */
export function YamlView({ desk, judged }: { readonly desk: Desk; readonly judged: Judged }) {
  const problem = judged.judgement?.problem ?? null;
  return (
    <Section
      title="slipway.yaml"
      note={
        problem?.where ? `line ${problem.where.line}: ${problem.message}` : 'the same draft; paste a whole file over it'
      }
    >
      <Suspense fallback={<p className="dim">Opening the editor…</p>}>
        <YamlEditor
          text={desk.writing.text}
          problem={problem}
          onChange={(text) => {
            if (text !== desk.keeping.now().text) desk.keeping.replace(text);
          }}
        />
      </Suspense>
    </Section>
  );
}
