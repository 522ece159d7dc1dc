import { defaultKeymap, history, historyKeymap, indentLess, indentMore } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { bracketMatching, HighlightStyle, indentUnit, syntaxHighlighting } from '@codemirror/language';
import { type Diagnostic, lintGutter, setDiagnostics } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { EditorView, highlightActiveLine, keymap, lineNumbers, placeholder } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { useEffect, useEffectEvent, useRef } from 'react';
import type { ProblemShape } from '#contract/problem';
import classes from './YamlEditor.module.css';

type Props = {
  readonly text: string;
  readonly problem: ProblemShape | null;
  readonly onChange: (text: string) => void;
};

/** YAML with the mistake marked where it is. Tab goes on to the next control; Ctrl+] and Ctrl+[ move a line in and out. */
export function YamlEditor({ text, problem, onChange }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const changed = useEffectEvent(onChange);
  const first = useEffectEvent(() => text);
  useEffect(() => {
    if (!place.current) return;
    const editor = new EditorView({ parent: place.current, state: stateOf(first(), (now) => changed(now)) });
    view.current = editor;
    return () => {
      editor.destroy();
      view.current = null;
    };
  }, []);
  useEffect(() => {
    const editor = view.current;
    // What a remedy or another window wrote; what was typed here is there already.
    if (editor && editor.state.doc.toString() !== text)
      editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text } });
  }, [text]);
  useEffect(() => {
    const editor = view.current;
    if (editor) editor.dispatch(setDiagnostics(editor.state, marksOf(editor.state, problem)));
  }, [problem]);
  return <div ref={place} className={classes.editor} />;
}

function stateOf(doc: string, changed: (text: string) => void): EditorState {
  const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
  return EditorState.create({
    doc,
    extensions: [
      EditorView.cspNonce.of(nonce),
      EditorView.contentAttributes.of({ 'aria-label': 'slipway.yaml', spellcheck: 'false', tabindex: '0' }),
      EditorView.lineWrapping,
      EditorView.updateListener.of((update) => {
        if (update.docChanged) changed(update.state.doc.toString());
      }),
      placeholder('Paste a service file here, or write one: service and model.image are enough.'),
      lineNumbers(),
      lintGutter(),
      highlightActiveLine(),
      history(),
      bracketMatching(),
      indentUnit.of('  '),
      yaml(),
      syntaxHighlighting(colours),
      look,
      keymap.of([
        { key: 'Mod-]', run: indentMore },
        { key: 'Mod-[', run: indentLess },
        ...defaultKeymap,
        ...historyKeymap,
      ]),
    ],
  });
}

/** The mistake from its place to the end of the word there. */
function marksOf({ doc }: EditorState, problem: ProblemShape | null): Diagnostic[] {
  if (!problem?.where || problem.where.line > doc.lines) return [];
  const line = doc.line(Math.max(1, problem.where.line));
  const from = Math.min(line.to, line.from + Math.max(0, problem.where.column - 1));
  const word = /^[^\s:,[\]{}]+/.exec(line.text.slice(from - line.from))?.[0].length ?? 0;
  const to = Math.min(line.to, from + Math.max(1, word));
  return [{ from: Math.min(from, to), to, severity: 'error', message: `${problem.message}. ${problem.hint}` }];
}

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--accent)' },
  { tag: [tags.lineComment, tags.comment], color: 'var(--text-3)' },
  { tag: [tags.punctuation, tags.separator, tags.squareBracket, tags.brace], color: 'var(--text-3)' },
]);

const look = EditorView.theme({
  '&': { height: '100%', color: 'var(--text)', fontSize: 'var(--fs-sm)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '18px' },
  '.cm-content': { caretColor: 'var(--text)', padding: 'var(--s2) 0' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-gutters': { backgroundColor: 'transparent', color: 'var(--text-3)', border: 'none' },
  '.cm-activeLine': { backgroundColor: 'var(--hover)' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground, .cm-content ::selection': {
    backgroundColor: 'var(--accent-soft)',
  },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--accent-soft)' },
  '.cm-lintRange-error': { backgroundImage: 'none', borderBottom: '2px solid var(--fail)' },
  '.cm-lint-marker-error': { content: '""', width: '8px', height: '8px', margin: '5px 3px', background: 'var(--fail)' },
  '.cm-tooltip': {
    maxWidth: '480px',
    border: '1px solid var(--line-strong)',
    borderRadius: 'var(--r2)',
    backgroundColor: 'var(--raised)',
    color: 'var(--text)',
  },
  '.cm-diagnostic-error': { borderLeft: '3px solid var(--fail)', fontFamily: 'var(--font)' },
});
