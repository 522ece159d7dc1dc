import { Button } from '@mantine/core';
import type { HardenTry } from '#contract/harden';
import { Failure } from '../../ui/Failure.tsx';
import { duration, joined } from '../../ui/figures.ts';
import { Status } from '../../ui/Status.tsx';
import { FieldRow } from '../Field.tsx';
import { Underway } from '../Underway.tsx';
import type { Desk } from '../useDraft.ts';
import type { Hardened, Hardening } from '../useHardening.ts';
import classes from './Harden.module.css';
import { changesOf, measuredWords, refusedIn } from './hardened.ts';

/** One button that looks for the tightest settings under which the golden requests still pass, on containers without callers. */
export function Harden({ desk, hardened }: { readonly desk: Desk; readonly hardened: Hardening }) {
  const { is, failure } = hardened;
  const begin = () => {
    void desk.keeping
      .settle()
      .then(hardened.start)
      .catch(() => undefined);
  };
  return (
    <>
      <FieldRow
        title="Harden"
        hint="tries each setting on a container of its own, without callers, and keeps what still answers rightly; up to a minute"
      >
        <Button size="xs" variant={is === 'idle' ? 'filled' : 'default'} onClick={begin} disabled={is === 'running'}>
          {is === 'idle' ? 'Harden' : 'Harden again'}
        </Button>
        {is === 'running' && <Underway since={hardened.since} says={triedWords(hardened)} stop={hardened.stop} />}
      </FieldRow>
      {desk.writing.failure !== null && is === 'idle' && <Failure of={desk.writing.failure} again={begin} />}
      {failure !== null && <Failure of={failure} again={begin} />}
      {hardened.hardening && <Found of={hardened} desk={desk} />}
    </>
  );
}

function triedWords({ hardening }: Hardened): string {
  const n = hardening?.tried.length ?? 0;
  return n === 0 ? 'starting it as it is' : `${n} tried`;
}

function Found({ of: { hardening, is, of }, desk }: { readonly of: Hardened; readonly desk: Desk }) {
  if (!hardening) return null;
  const { tried, phase, problem, set, measured } = hardening;
  const isStopped = is === 'ended' && phase !== 'done' && phase !== 'failed';
  return (
    <div className={classes.found}>
      {problem && (
        <div className={classes.failed} role="alert">
          <Status kind="fail" word="not hardened" />
          <p>
            <bdi>{problem.message}</bdi>
          </p>
          <p className="second">
            <bdi>{problem.hint}</bdi>
          </p>
        </div>
      )}
      {tried.length > (problem ? 1 : 0) && (
        <ol className={classes.tried} aria-label="What was tried">
          {tried.map((one, at) => (
            // The same thing may be tried twice, on top of something else.
            // biome-ignore lint/suspicious/noArrayIndexKey: only ever appended to
            <Tried key={at} of={one} />
          ))}
        </ol>
      )}
      {isStopped && <p className="second">Stopped. What it started is removed again.</p>}
      {phase === 'done' && (
        <>
          <Putting set={set} desk={desk} isOld={of !== desk.writing.text} />
          <p className="small dim">
            {measuredWords(measured)} {refusedIn(tried).length === 0 && 'Nothing of it had to be left.'}
          </p>
        </>
      )}
    </div>
  );
}

function Tried({ of: { what, ok, reason, ms } }: { readonly of: HardenTry }) {
  return (
    <li>
      <Status kind={ok ? 'pass' : 'warn'} word={ok ? 'answers' : 'fails'} />
      <bdi>{what}</bdi>
      <span className="dim small">{joined(duration(ms))}</span>
      {reason !== null && <bdi className={classes.why}>{reason}</bdi>}
    </li>
  );
}

type PuttingProps = {
  readonly set: readonly { readonly path: (string | number)[]; readonly value?: unknown }[];
  readonly desk: Desk;
  /** The draft is another one than what was hardened. */
  readonly isOld: boolean;
};

function Putting({ set, desk, isOld }: PuttingProps) {
  const edits = set.map(({ path, value }) => ({ path, value }));
  const changes = changesOf(edits, desk.fields);
  if (edits.length === 0) return <Status kind="pass" word="as tight as it gets already" />;
  if (changes.length === 0) return <Status kind="pass" word="in the draft" />;
  return (
    <div className={classes.putting}>
      <table className={`table ${classes.changes}`} aria-label="What changes in the draft">
        <thead>
          <tr>
            <th>Field</th>
            <th>now</th>
            <th>then</th>
          </tr>
        </thead>
        <tbody>
          {changes.map(({ field, was, becomes }) => (
            <tr key={field}>
              <td className="mono">{field}</td>
              <td className="second">
                <bdi>{was}</bdi>
              </td>
              <td className="medium">
                <bdi>{becomes}</bdi>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className="row">
        {isOld && <span className="second small">The draft has changed since: harden it again to be sure.</span>}
        <Button size="xs" variant="filled" className="push" onClick={() => desk.keeping.edit(edits)}>
          Put it into the draft
        </Button>
      </div>
    </div>
  );
}
