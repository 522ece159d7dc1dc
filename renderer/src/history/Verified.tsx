import { useQuery } from '@tanstack/react-query';
import { useClient } from '../app/session.ts';
import { count } from '../ui/figures.ts';

/** Whether the record is as it was written, in half a sentence. */
export function Verified() {
  const client = useClient();
  const { data, error } = useQuery({
    queryKey: ['verify'],
    queryFn: ({ signal }) => client.history.verify(undefined, { signal }),
    staleTime: 60_000,
  });
  if (error) return <>could not be verified: {error.message}</>;
  if (!data) return <>being verified…</>;
  if (data.ok) return <>verified just now, {count(data.records)} records, none altered</>;
  return (
    <strong>
      {count(data.broken.length)} of {count(data.records)} records altered: {data.broken[0]?.why}
    </strong>
  );
}
