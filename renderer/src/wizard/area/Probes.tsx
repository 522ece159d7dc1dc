import { Button } from '@mantine/core';
import type { Probe, ProbeEnd } from '#contract/probes';
import { Failure } from '../../ui/Failure.tsx';
import { duration, joined } from '../../ui/figures.ts';
import { Status, type StatusKind } from '../../ui/Status.tsx';
import { FieldRow } from '../Field.tsx';
import { Underway } from '../Underway.tsx';
import type { Bench } from '../useBench.ts';
import type { Desk, Judged } from '../useDraft.ts';
import classes from './Sample.module.css';

type Props = { readonly desk: Desk; readonly judged: Judged; readonly probing: Bench['probing'] };

/** Requests that are wrong on purpose, sent to a candidate: each is to be refused, and the model to stay as it was. */
export function Probes({ desk, judged, probing }: Props) {
  const { is, result, failure, asked } = probing;
  const send = async () => {
    const text = await desk.keeping.settle().catch(() => null);
    if (text !== null && (await probing.start(text))) judged.again();
  };
  return (
    <>
      <FieldRow
        title="Wrong requests"
        hint="sent to a container of its own, without callers: each wants a 4xx, and the model has to live on"
      >
        <Button size="xs" disabled={is === 'running'} onClick={() => void send()}>
          {result ? 'Send them again' : 'Send them'}
        </Button>
        {is === 'running' && (
          <Underway since={probing.since} says="starting a candidate, then asking" stop={probing.stop} />
        )}
      </FieldRow>
      {failure !== null && <Failure of={failure} again={() => void send()} />}
      {result && (
        <div className={classes.found}>
          <Status kind={result.alive ? 'pass' : 'fail'} word={result.alive ? 'lives on' : 'gone'}>
            {result.alive ? 'it answers as before afterwards' : 'it did not run, or did not answer, afterwards'}
          </Status>
          {is === 'ended' && asked !== desk.writing.text && (
            <p className="second small">The draft has changed since: send them again to be sure.</p>
          )}
          <table className="table" aria-label="Wrong requests">
            <thead>
              <tr>
                <th>It is</th>
                <th>Request</th>
                <th className="number">Status</th>
                <th className="number">Time</th>
              </tr>
            </thead>
            <tbody>
              {result.probes.map((one) => (
                <Row key={one.name} of={one} />
              ))}
            </tbody>
          </table>
          {result.unread.map((sentence) => (
            <p key={sentence} className="second small">
              <bdi>{sentence}</bdi>
            </p>
          ))}
        </div>
      )}
    </>
  );
}

const ends: Readonly<Record<ProbeEnd, StatusKind>> = { refused: 'pass', taken: 'warn', broke: 'fail', silent: 'fail' };

function Row({ of: { name, what, end, status, ms, said } }: { readonly of: Probe }) {
  return (
    <tr>
      <td>
        <Status kind={ends[end]} word={end} />
      </td>
      <td>
        {name} <span className="dim small">{what}</span>
        {end !== 'refused' && said !== '' && (
          <p className="second small mono">
            <bdi>{said}</bdi>
          </p>
        )}
      </td>
      <td className="number">{status ?? 'none'}</td>
      <td className="number">{joined(duration(ms))}</td>
    </tr>
  );
}
