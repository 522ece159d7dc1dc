import { Button } from '@mantine/core';
import type { SampleReport } from '#contract/rows';
import { Status } from '../../ui/Status.tsx';
import type { Desk } from '../useDraft.ts';
import { addEdit, mappingIn } from './mapping.ts';
import classes from './Sample.module.css';
import { fieldOf, headlineOf, sentOf, timesOf } from './sample.ts';

type Props = { readonly report: SampleReport; readonly desk: Desk; readonly isOld: boolean };

/** Rows that are shown; the command line tells of all. */
const shown = 20;

/** Which rows do not fit, in which field and why; and what was answered of those that were sent. */
export function SampleFound({ report, desk, isOld }: Props) {
  const { faults, fields, schema, sent, unread } = report;
  const headline = headlineOf(report);
  return (
    <div className={classes.found}>
      <Status kind={headline.kind} word={headline.says} />
      {schema !== null && (
        <p className="dim small">
          Beside <bdi>{schema}</bdi>.
        </p>
      )}
      {isOld && <p className="second small">The draft has changed since: compare it again.</p>}
      {faults.length > 0 && <Faults of={faults} />}
      {fields.length > 0 && <Fields of={fields} desk={desk} />}
      {sent && <Sent of={sent} />}
      {unread.map((sentence) => (
        <p key={sentence} className="second small">
          <bdi>{sentence}</bdi>
        </p>
      ))}
    </div>
  );
}

function Faults({ of }: { readonly of: SampleReport['faults'] }) {
  return (
    <>
      <table className="table" aria-label="Rows that do not fit">
        <thead>
          <tr>
            <th className="number">Row</th>
            <th>Field</th>
            <th>Why</th>
          </tr>
        </thead>
        <tbody>
          {of.slice(0, shown).map(({ row, field, kind, why }, at) => (
            // One field of a row may have two faults of a kind.
            // biome-ignore lint/suspicious/noArrayIndexKey: a list that is read once
            <tr key={at}>
              <td className="number">{row}</td>
              <td className="mono">
                <bdi>{field}</bdi>
              </td>
              <td>
                <bdi>{why}</bdi> <span className="dim">{kind}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {of.length > shown && <p className="second small">The first {shown} are shown.</p>}
    </>
  );
}

type FieldsProps = { readonly of: SampleReport['fields']; readonly desk: Desk };

/** Faults by field, with the way to a mapping of it: what the model does not name may be left out. */
function Fields({ of, desk }: FieldsProps) {
  const mapped = mappingIn(desk.fields).map(({ name }) => name);
  return (
    <table className="table" aria-label="Fields that do not fit">
      <thead>
        <tr>
          <th>Field</th>
          <th>Is</th>
          <th className="number">Rows</th>
          <th className="number">First</th>
          <th>
            <span className="hidden-text">What to do</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {of.slice(0, shown).map(({ field, kind, rows, row }) => {
          const name = fieldOf(field);
          const isOdd = kind === 'unnamed' || kind === 'extra';
          const word = isOdd ? 'Leave it out' : 'Map it';
          return (
            <tr key={`${kind} ${field}`}>
              <td className="mono">
                <bdi>{field}</bdi>
              </td>
              <td className="second">{kindWords[kind]}</td>
              <td className="number">{rows}</td>
              <td className="number">{row}</td>
              <td className={classes.act}>
                {kind !== 'row' && !mapped.includes(name) && (
                  <Button
                    size="xs"
                    aria-label={`${word}: ${name}`}
                    onClick={() => desk.keeping.edit([addEdit(name, isOdd)])}
                  >
                    {word}
                  </Button>
                )}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

const kindWords: Readonly<Record<SampleReport['fields'][number]['kind'], string>> = {
  null: 'null',
  missing: 'missing',
  extra: 'not taken',
  unnamed: 'not named, let pass',
  type: 'of another type',
  category: 'not among those known',
  shape: 'of another shape',
  range: 'out of range',
  row: 'not to be read',
};

function Sent({ of }: { readonly of: NonNullable<SampleReport['sent']> }) {
  const { kind, says } = sentOf(of);
  return (
    <>
      <Status kind={kind} word={says} />
      <p className="dim small">{timesOf(of)}</p>
      {of.failed.length > 0 && (
        <table className="table" aria-label="Rows that were not answered">
          <thead>
            <tr>
              <th className="number">Row</th>
              <th className="number">Status</th>
              <th>It said</th>
            </tr>
          </thead>
          <tbody>
            {of.failed.slice(0, shown).map(({ row, status, why }) => (
              <tr key={row}>
                <td className="number">{row}</td>
                <td className="number">{status ?? 'none'}</td>
                <td className="second">
                  <bdi>{why}</bdi>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}
