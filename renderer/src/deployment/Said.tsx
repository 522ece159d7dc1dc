import { Section } from '../ui/Section.tsx';
import classes from './Said.module.css';

type Props = { readonly of: readonly { readonly n: number; readonly at: string; readonly text: string }[] };

/** What the deployment said in words, with its times. */
export function Said({ of }: Props) {
  if (of.length === 0) return null;
  return (
    <Section title="Said on the way">
      <ol className={classes.said}>
        {of.map(({ n, at, text }) => (
          <li key={n}>
            <time dateTime={at}>{new Date(at).toLocaleTimeString('en-GB')}</time>
            <bdi>{text}</bdi>
          </li>
        ))}
      </ol>
    </Section>
  );
}
