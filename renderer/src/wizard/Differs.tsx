import { useState } from 'react';
import type { ReleaseRef } from '#contract/release';
import { Section } from '../ui/Section.tsx';
import { differencesOf, settingsBetween } from './differs.ts';
import found from './Found.module.css';
import type { Choice } from './images.ts';
import classes from './UpdateDesk.module.css';
import type { Trying } from './useCandidate.ts';

type Props = {
  readonly from: ReleaseRef | null;
  readonly tried: Trying;
  readonly choices: readonly Choice[];
  readonly names: { readonly old: string; readonly next: string };
  /** The fields of the file in force and of the draft, as they are written. */
  readonly written: { readonly old: unknown; readonly next: unknown };
};

const most = 8;

/** The image and every field of the resolved file in which the new release is another. */
export function Differs({ from, tried: { candidate }, choices, names, written }: Props) {
  const [all, setAll] = useState(false);
  const rows = candidate
    ? differencesOf({ from, candidate, images: choices })
    : settingsBetween(written.old, written.next);
  const shown = all ? rows : rows.slice(0, most);
  return (
    <Section
      title="What differs"
      note={rows.length === 1 ? '1 value' : `${rows.length} values`}
      more={
        rows.length > most && (
          <button type="button" className={`link ${found.again}`} onClick={() => setAll(!all)} aria-expanded={all}>
            {all ? 'Fewer' : 'All'}
          </button>
        )
      }
    >
      {rows.length > 0 && (
        <table className={`table ${classes.differs}`} aria-label="What differs">
          <thead>
            <tr>
              <th>
                <span className="hidden-text">Value</span>
              </th>
              <th>
                <bdi>{names.old}</bdi>
              </th>
              <th>
                <bdi>{names.next}</bdi>
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map(({ what, old, new: next, code }) => (
              <tr key={what}>
                <td className={classes.what} title={what}>
                  <bdi className="cut">{what}</bdi>
                </td>
                <td title={old}>
                  <bdi className={code ? 'cut mono second' : 'cut second'}>{old}</bdi>
                </td>
                <td title={next}>
                  <bdi className={code ? 'cut mono' : 'cut'}>{next}</bdi>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Section>
  );
}
