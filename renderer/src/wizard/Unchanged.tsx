import { Section } from '../ui/Section.tsx';
import { Status } from '../ui/Status.tsx';
import classes from './UpdateDesk.module.css';

/** What serves is changed without making or stopping any of it. */
export function Unchanged({ name }: { readonly name: string }) {
  return (
    <Section title="Golden answers" note="as they are">
      <div className={classes.fact}>
        <Status kind="pass" word="nothing restarts" />
        <p>No container is made or stopped: {name} goes on answering as it does.</p>
      </div>
    </Section>
  );
}
