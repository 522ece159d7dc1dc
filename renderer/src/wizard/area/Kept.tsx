import { useQuery } from '@tanstack/react-query';
import type { ServiceDetail } from '#contract/service';
import { useClient } from '../../app/session.ts';
import { Failure } from '../../ui/Failure.tsx';
import { bytes, joined } from '../../ui/figures.ts';
import { releaseWords } from '../../ui/words.ts';
import { sizeOf } from '../differs.ts';
import classes from './Versioning.module.css';

/** The releases that are kept on the host, with what the image of each weighs there. */
export function Kept({ detail }: { readonly detail: ServiceDetail | null }) {
  if (detail === null || detail.releases.length === 0) return <p className="second">None yet: this is the first.</p>;
  return <Releases detail={detail} />;
}

function Releases({ detail: { status, releases } }: { readonly detail: ServiceDetail }) {
  const client = useClient();
  const { data, error, refetch } = useQuery({
    queryKey: ['images', status.host],
    queryFn: ({ signal }) => client.images.list({ host: status.host }, { signal }),
    staleTime: 15_000,
  });
  return (
    <>
      <table className={`table ${classes.kept}`} aria-label="Kept releases">
        <thead>
          <tr>
            <th className={classes.name}>Release</th>
            <th className="number">Image</th>
            <th>Way back</th>
          </tr>
        </thead>
        <tbody>
          {releases.map((one) => {
            const size = data ? sizeOf(data.images, one.digest) : null;
            return (
              <tr key={one.release}>
                <td title={one.note ?? undefined}>
                  <bdi className="cut">{releaseWords(one)}</bdi>
                </td>
                <td className="number">{size === null ? '–' : joined(bytes(size))}</td>
                <td className="second">
                  <span className="cut" title={one.lost ?? undefined}>
                    {one.serves ? 'serves' : (one.lost ?? secondsWords(one.seconds))}
                  </span>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {error !== null && <Failure of={error} again={() => void refetch()} />}
    </>
  );
}

const secondsWords = (seconds: number | null): string =>
  seconds === null ? 'kept' : seconds < 1 ? 'under 1 s' : `${Math.round(seconds)} s`;
