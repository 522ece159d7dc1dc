import type { Accepted as One } from '#contract/deployment';
import { Section } from '../ui/Section.tsx';
import { Status } from '../ui/Status.tsx';
import { acceptedWords, findingWords } from '../ui/words.ts';
import classes from './Evidence.module.css';

/** The stops that somebody lived with: who, why and until when. */
export function Accepted({ of }: { readonly of: readonly One[] | undefined }) {
  if (!of || of.length === 0) return null;
  return (
    <Section title="Accepted" note="would have stopped it">
      {of.map((one) => (
        <div key={one.id} className={classes.accepted}>
          <Status kind="accepted" word={findingWords(one.id)} />
          <div>
            <p>
              <bdi>“{one.reason}”</bdi>
            </p>
            <p className="dim small">
              <bdi>{acceptedWords(one)}</bdi>
            </p>
          </div>
        </div>
      ))}
    </Section>
  );
}
