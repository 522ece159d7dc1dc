import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Compared } from '#contract/candidate';
import type { GoldenResult } from '#contract/model';
import { pictureIn } from '../service/picture.ts';
import { duration } from '../ui/figures.ts';
import { Measure } from '../ui/Measure.tsx';
import { Picture } from '../ui/Picture.tsx';
import { Status, type StatusKind } from '../ui/Status.tsx';
import classes from './Answers.module.css';
import { Apart } from './Apart.tsx';
import { apartWords, type Standing, sayingOf, sorted, standingOf } from './answers.ts';
import { valueAt } from './fields.ts';

const shapes: Readonly<Record<Standing, { readonly kind: StatusKind; readonly word: string }>> = {
  'as-now': { kind: 'pass', word: 'as now' },
  right: { kind: 'pass', word: 'right' },
  differs: { kind: 'warn', word: 'differs' },
  mended: { kind: 'pass', word: 'right only now' },
  wrong: { kind: 'fail', word: 'wrong' },
  missing: { kind: 'idle', word: 'not asked yet' },
};

/** Differences that are drawn large, and agreements that are drawn at once; the rest is one press away. */
const [mostLarge, mostSmall] = [4, 12];

type Names = { readonly old: string; readonly next: string };
type Props = { readonly answers: readonly Compared[]; readonly names: Names };

/** Both releases' answers to the same requests: a difference large, agreement small. */
export function Answers({ answers, names }: Props) {
  const [all, setAll] = useState(false);
  const { large, small } = sorted(answers);
  const rows = [...large.slice(mostLarge), ...small];
  const shown = all ? rows : rows.slice(0, mostSmall);
  return (
    <>
      {large.slice(0, mostLarge).map((one) => (
        <Difference key={one.name} of={one} names={names} />
      ))}
      {shown.length > 0 && <Agreement answers={shown} names={names} />}
      {shown.length < rows.length && (
        <p className={classes.more}>
          and {rows.length - shown.length} more{' '}
          <Button size="xs" onClick={() => setAll(true)}>
            Show
          </Button>
        </p>
      )}
    </>
  );
}

function Difference({ of: one, names }: { readonly of: Compared; readonly names: Names }) {
  const standing = standingOf(one);
  const picture = pictureIn(valueAt(one.request, ['body']));
  return (
    <article className={classes.difference} data-standing={standing}>
      {picture && <Picture of={picture} size={96} />}
      <div className={classes.told}>
        <div className="row">
          <Status {...shapes[standing]} />
          <bdi className="cut medium">{one.name}</bdi>
        </div>
        <div className={classes.sides}>
          <Side name={names.old} of={one.old} isNew={false} />
          <Side name={names.next} of={one.new} isNew />
        </div>
        {one.new?.wrong.map((why) => (
          <bdi key={why} className={classes.why}>
            {why}
          </bdi>
        ))}
        <Apart of={one.apart} />
      </div>
    </article>
  );
}

type SideProps = { readonly name: string; readonly of: GoldenResult | null; readonly isNew: boolean };

function Side({ name, of, isNew }: SideProps) {
  const saying = sayingOf(of);
  const isLong = (saying?.text.length ?? 0) > 12;
  return (
    <div className={classes.side} data-new={isNew || undefined}>
      <span className="small cut">{name}</span>
      <span className={classes.said}>
        <bdi className={isLong ? classes.long : classes.big}>{saying?.text ?? 'not asked'}</bdi>
        {of && (
          <span className="small second">
            {saying?.aside ? `${saying.aside}, ` : ''}
            <Measure of={duration(of.ms)} />
          </span>
        )}
      </span>
    </div>
  );
}

function Agreement({ answers, names: { old, next } }: Props) {
  const [short, shortNext] = [releaseIn(old), releaseIn(next)];
  return (
    <table className={`table ${classes.table}`} aria-label="Golden answers">
      <thead>
        <tr>
          <th>
            <span className="hidden-text">Picture</span>
          </th>
          <th>Request</th>
          <th className="number">{short} says</th>
          <th className="number">p</th>
          <th className="number">{shortNext} says</th>
          <th className="number">p</th>
          <th className="number">{short} took</th>
          <th className="number">{shortNext} took</th>
          <th>
            <span className="hidden-text">Compared</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {answers.map((one) => (
          <AgreementRow key={one.name} of={one} />
        ))}
      </tbody>
    </table>
  );
}

function AgreementRow({ of: one }: { readonly of: Compared }) {
  const picture = pictureIn(valueAt(one.request, ['body']));
  return (
    <tr>
      <td className={classes.small}>{picture && <Picture of={picture} size={24} />}</td>
      <td className={classes.request}>
        <bdi className="cut">{one.name}</bdi>
      </td>
      <Said of={one.old} isNew={false} />
      <Said of={one.new} isNew />
      <Took of={one.old} />
      <Took of={one.new} />
      <td>
        <Status {...shapes[standingOf(one)]} />
        <span className={classes.within}>{apartWords(one.apart)}</span>
      </td>
    </tr>
  );
}

function Said({ of, isNew }: { readonly of: GoldenResult | null; readonly isNew: boolean }) {
  const saying = sayingOf(of);
  return (
    <>
      <td className={`number ${classes.value}`} data-new={isNew || undefined}>
        <bdi className="cut">{saying?.text ?? '–'}</bdi>
      </td>
      <td className="number dim small">{saying?.aside?.replace(/^p /, '') ?? ''}</td>
    </>
  );
}

const Took = ({ of }: { readonly of: GoldenResult | null }) => (
  <td className="number">{of ? <Measure of={duration(of.ms)} /> : '–'}</td>
);

/** "r7" of "1.4.0 (r7)". */
const releaseIn = (words: string): string => /\((r\d+)\)$/.exec(words)?.[1] ?? words;
