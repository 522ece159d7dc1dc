import { TextInput } from '@mantine/core';
import { type KeyboardEvent, useState } from 'react';
import { Failure } from '../ui/Failure.tsx';
import { ago, bytes, count } from '../ui/figures.ts';
import { Measure } from '../ui/Measure.tsx';
import { Section } from '../ui/Section.tsx';
import { useNow } from '../ui/useNow.ts';
import { Choose, ChooseHead } from './Choose.tsx';
import { type Choice, matching, typedReference } from './images.ts';
import type { Choices } from './useChoices.ts';
import classes from './Wizard.module.css';

/** Rows that are drawn; more are found by searching. */
const most = 100;

type Props = {
  readonly choices: Choices;
  /** The image that is being begun with. */
  readonly chosen: string | null;
  readonly choose: (reference: string) => void;
  readonly title?: string;
  /** So many of the choices are tags of the image that is present. */
  readonly first?: { readonly count: number; readonly present: string };
};

/** The images that are there, newest first, and any other by its reference. */
export function ImageTable({ choices: { all, waits, failed, again }, chosen, choose, title = 'Images', first }: Props) {
  const [question, setQuestion] = useState('');
  const now = useNow(60_000);
  const found = matching(all, question);
  const typed = typedReference(question, all);
  const onEnter = (event: KeyboardEvent) => {
    const best = found[0]?.name ?? typed;
    if (event.key === 'Enter' && question.trim() !== '' && best) choose(best);
  };
  const severalHosts = new Set(all.flatMap(({ hosts }) => hosts)).size > 1;
  return (
    <Section
      title={title}
      note={waits ? 'looking…' : `${count(found.length)} on the host, ${first ? 'its own first' : 'newest first'}`}
    >
      <div className={classes.above}>
        <TextInput
          className={classes.search}
          aria-label="Search images, or type a reference"
          placeholder="Search, or type a reference such as ghcr.io/acme/digits:1.4.0"
          value={question}
          onChange={({ currentTarget }) => setQuestion(currentTarget.value)}
          onKeyDown={onEnter}
          spellCheck={false}
          data-autofocus
        />
      </div>
      {failed.map(({ host, failure }) => (
        <Failure key={host} of={failure} again={again} />
      ))}
      {(found.length > 0 || typed) && (
        <table className="table" aria-label="Images">
          <thead>
            <tr>
              <th>Image</th>
              <th>Version</th>
              {severalHosts && <th>On</th>}
              <th className="number">Size</th>
              <th>Made</th>
              <ChooseHead />
            </tr>
          </thead>
          <tbody>
            {found.slice(0, most).map((one) => (
              <Row
                key={`${one.name} ${one.id}`}
                of={one}
                now={now}
                present={first?.present}
                hosts={severalHosts}
                {...{ chosen, choose }}
              />
            ))}
            {typed && <Typed reference={typed} hosts={severalHosts} {...{ chosen, choose }} />}
          </tbody>
        </table>
      )}
      {found.length > most && (
        <p className={`dim small ${classes.below}`}>and {count(found.length - most)} more: search to see them</p>
      )}
      {!waits && found.length === 0 && !typed && (
        <p className={`second ${classes.below}`}>
          {question.trim() === ''
            ? 'No image is on the host yet. Type a reference: it is fetched when it is deployed.'
            : 'No image of that name. A whole reference, such as ghcr.io/acme/digits:1.4.0, is fetched when it is deployed.'}
        </p>
      )}
    </Section>
  );
}

type RowProps = Pick<Props, 'chosen' | 'choose'> & { readonly hosts: boolean };
type ThereProps = RowProps & { readonly of: Choice; readonly now: number; readonly present: string | undefined };

function Row({ of: one, now, present, hosts, chosen, choose }: ThereProps) {
  const { name, title, version, size, createdAt } = one;
  return (
    // A row is a larger place to press; the button in it is what the keyboard and a reader find.
    <tr className="goes" onClick={() => choose(name)}>
      <td className={classes.name}>
        <div className="cut">
          <bdi className="mono">{name}</bdi>
          {name === present && <span className={`tag ${classes.title}`}>serves now</span>}
          {title && <bdi className={`dim small ${classes.title}`}>{title}</bdi>}
        </div>
      </td>
      <td className={classes.version}>
        <bdi className="cut">{version ?? '–'}</bdi>
      </td>
      {hosts && <td className="second">{one.hosts.join(', ')}</td>}
      <td className="number">
        <Measure of={bytes(size)} />
      </td>
      <td className="second">{isDated(createdAt) ? ago(createdAt, now) : '–'}</td>
      <Choose name={name} busy={chosen === name} choose={choose} />
    </tr>
  );
}

/** Builds that are to be the same each time put a time before there were images. */
const isDated = (createdAt: string): boolean => Date.parse(createdAt) > Date.UTC(2013, 0);

function Typed({ reference, hosts, chosen, choose }: RowProps & { readonly reference: string }) {
  return (
    <tr className="goes" onClick={() => choose(reference)}>
      <td className={classes.name}>
        <div className="cut">
          <bdi className="mono">{reference}</bdi>
        </div>
      </td>
      <td className="second" colSpan={hosts ? 4 : 3}>
        not here yet: fetched when it is deployed
      </td>
      <Choose name={reference} busy={chosen === reference} choose={choose} />
    </tr>
  );
}
