import { Problem } from '#contract/problem';
import type { Io } from './io.ts';

/** Asks somebody at a terminal, several times if need be. What is typed to a hidden question is not shown. */
export type Prompt = (question: string, hidden?: 'hidden') => Promise<string>;

const interrupt = '\x03';
const endOfInput = '\x04';
const ends = ['\r', '\n', interrupt, endOfInput];

const opened = new WeakMap<Io['stdin'], Prompt>();

/** Null where nobody can be asked: no terminal, or output that is read by a program. The same one for the same terminal. */
export function promptOn({ stdin, stderr }: Pick<Io, 'stdin' | 'stderr'>, json: boolean): Prompt | null {
  if (json || !stdin.tty || !stderr.tty) return null;
  const prompt = opened.get(stdin) ?? open({ stdin, stderr });
  opened.set(stdin, prompt);
  return prompt;
}

function open({ stdin, stderr }: Pick<Io, 'stdin' | 'stderr'>): Prompt {
  // Kept from question to question: leaving a loop over it would close the terminal's input.
  const typed = stdin.chunks[Symbol.asyncIterator]();
  let rest = '';
  return async (question, hidden) => {
    await stderr.write(question);
    if (hidden) stdin.echo?.(false);
    try {
      for (;;) {
        const end = [...rest].findIndex((it) => ends.includes(it));
        if (end >= 0) {
          const letters = [...rest];
          const line = letters.slice(0, end).join('');
          const mark = letters[end];
          rest = letters.slice(mark === '\r' && letters[end + 1] === '\n' ? end + 2 : end + 1).join('');
          if (mark === interrupt) throw new Problem('INTERRUPTED', 'Interrupted.', { hint: 'Nothing was changed.' });
          if (mark === endOfInput && line === '') return '';
          return hidden ? erased(line) : line.trim();
        }
        const { done, value } = await typed.next();
        if (done) return hidden ? erased(rest) : rest.trim();
        rest += typeof value === 'string' ? value : Buffer.from(value).toString('utf8');
      }
    } finally {
      if (hidden) {
        stdin.echo?.(true);
        await stderr.write('\n');
      }
    }
  };
}

/** A terminal that shows nothing does not carry out what the backspace key means either. */
function erased(line: string): string {
  const kept: string[] = [];
  for (const character of line) {
    if (character === '\x7f' || character === '\b') kept.pop();
    else kept.push(character);
  }
  return kept.join('');
}
