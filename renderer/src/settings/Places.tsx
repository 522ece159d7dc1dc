import { useQuery } from '@tanstack/react-query';
import { useClient } from '../app/session.ts';
import { Copy } from '../ui/Copy.tsx';
import { Failure } from '../ui/Failure.tsx';
import { Section } from '../ui/Section.tsx';

const words = {
  home: 'Data folder',
  database: 'Record',
  logs: 'Logs',
  schema: 'Schema of slipway.yaml, for editors',
  key: 'Key that seals secrets',
} as const;

/** Where things are kept on the machine that runs the core. */
export function Places() {
  const client = useClient();
  const { data, error } = useQuery({
    queryKey: ['paths'],
    queryFn: ({ signal }) => client.paths(undefined, { signal }),
  });
  return (
    <Section title="Where things are kept">
      {error && <Failure of={error} />}
      <table className="table">
        <tbody>
          {data &&
            (Object.keys(words) as (keyof typeof words)[]).map((name) => (
              <tr key={name}>
                <td>{words[name]}</td>
                <td className="mono second">{data[name]}</td>
                <td className="number">
                  <Copy text={data[name]} label="Copy" />
                </td>
              </tr>
            ))}
        </tbody>
      </table>
    </Section>
  );
}
