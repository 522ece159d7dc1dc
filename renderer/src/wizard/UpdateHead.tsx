import type { ReactNode } from 'react';
import type { ReleaseRef } from '#contract/release';
import type { ServiceDetail } from '#contract/service';
import { releaseWords } from '../ui/words.ts';
import classes from './Wizard.module.css';

type Props = {
  readonly service: string;
  readonly stage: ServiceDetail['stage'] | null;
  readonly from: ReleaseRef | null;
  /** No release takes the place of another. */
  readonly keeps?: boolean;
  readonly children: ReactNode;
};

/** Which service becomes another, out of which release. */
export function UpdateHead({ service, stage, from, keeps = false, children }: Props) {
  return (
    <div className="head">
      <div className={classes.heading}>
        <h1>
          <span className="cut">
            Update <bdi>{service}</bdi>
          </span>
          {stage && <span className={stage === 'production' ? 'tag production' : 'tag'}>{stage}</span>}
        </h1>
        <p>
          {keeps
            ? 'What serves goes on serving: only settings around it change'
            : 'The new release is started beside the old one, asked, and only then given traffic'}
        </p>
      </div>
      <div className="acts">
        {from && (
          <span className="second">
            from <bdi>{releaseWords(from)}</bdi> to
          </span>
        )}
        {children}
      </div>
    </div>
  );
}
