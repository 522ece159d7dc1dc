import { useQuery } from '@tanstack/react-query';
import { useClient } from '../app/session.ts';
import { Copy } from '../ui/Copy.tsx';
import { Failure } from '../ui/Failure.tsx';
import { Section } from '../ui/Section.tsx';
import classes from './ServicePage.module.css';

type Props = { readonly host: string; readonly service: string; readonly release: string | null };

/** The same service in other tools' words, ready to be pasted. */
export function CopyAs({ host, service, release }: Props) {
  const client = useClient();
  const { data, error, refetch } = useQuery({
    queryKey: ['commands', host, service, release],
    queryFn: ({ signal }) => client.service.commands({ host, service }, { signal }),
  });
  const texts = data
    ? ([
        ['slipway.yaml', data.yaml],
        ['docker run', data.dockerRun],
        ['Compose', data.compose],
        ['docker exec', data.dockerExec],
        ['curl', data.curl],
      ] as const)
    : [];
  return (
    <Section title="Copy as">
      <div className={classes.copies}>
        {error !== null && <Failure of={error} again={() => void refetch()} />}
        {texts.map(([label, text]) => text !== null && <Copy key={label} text={text} label={label} />)}
      </div>
    </Section>
  );
}
