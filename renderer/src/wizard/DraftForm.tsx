import { useQuery } from '@tanstack/react-query';
import type { Inspection } from '#contract/model';
import { useClient } from '../app/session.ts';
import { Section } from '../ui/Section.tsx';
import classes from './DraftForm.module.css';
import { ChoiceRow, Field, FieldRow } from './Field.tsx';
import { shownIn, valueAt } from './fields.ts';
import { GoldenRow } from './GoldenRow.tsx';
import type { Desk, Judged } from './useDraft.ts';

/** What matters of a service file; all of it is one toggle away as text. */
export function DraftForm({ desk, judged }: { readonly desk: Desk; readonly judged: Judged }) {
  const says = useImageSays(desk);
  const to = judged.judgement?.plan?.to;
  const problem = judged.judgement?.problem;
  return (
    <Section title="What you decide" note="filled in; change what is wrong">
      {problem?.code === 'BAD_FILE' && desk.fields === null && (
        <p className={`second ${classes.mistake}`}>The text cannot be read as YAML. Mend it there: {problem.message}</p>
      )}
      <FieldRow title="Service" hint="its name on the host and in the history">
        <Field desk={desk} name="service" label="Name of the service" width={220} />
      </FieldRow>
      <ChoiceRow
        desk={desk}
        name="stage"
        title="Stage"
        usual="trial"
        choices={[
          { value: 'trial', label: 'trial' },
          { value: 'internal', label: 'internal' },
          { value: 'production', label: 'production' },
        ]}
        hints={stageHints}
      />
      <FieldRow title="Version" hint={versionHint(desk, says)}>
        <Field desk={desk} name="version" label="Version" width={140} placeholder={to?.version} />
      </FieldRow>
      <FieldRow title="Model server" hint={protocolHint(desk, says)}>
        <Field
          desk={desk}
          name="protocol"
          label="Protocol"
          width={140}
          unit="protocol"
          placeholder={says && says.protocol !== 'unknown' ? says.protocol : 'auto'}
        />
        <Field
          desk={desk}
          name="port"
          label="Port inside the container"
          width={112}
          unit="port"
          placeholder={says?.port ? String(says.port) : undefined}
        />
      </FieldRow>
      <FieldRow title="Replicas" hint="two let one fail; empty limits are no limit">
        <Field desk={desk} name="replicas" label="Replicas" width={56} placeholder="1" />
        <Field desk={desk} name="cpus" label="Processors for each replica" width={88} unit="CPU" placeholder="any" />
        <Field desk={desk} name="memory" label="Memory for each replica" width={112} unit="memory" placeholder="any" />
      </FieldRow>
      <ChoiceRow
        desk={desk}
        name="callers"
        title="Called from"
        usual="machine"
        choices={[
          { value: 'machine', label: 'machine' },
          { value: 'network', label: 'network' },
        ]}
        hints={callersHints}
      >
        <Field desk={desk} name="address" label="Port on the host" width={96} unit="port" placeholder="next" />
      </ChoiceRow>
      <GoldenRow desk={desk} />
    </Section>
  );
}

/** What the image says of itself; null while it is not on the host, or not known yet. */
function useImageSays(desk: Desk): Inspection | null {
  const client = useClient();
  const image = valueAt(desk.fields, ['model', 'image']);
  const subject = typeof image === 'string' ? image : '';
  const { host } = desk.writing;
  const { data } = useQuery({
    queryKey: ['inspect', host, subject],
    queryFn: ({ signal }) => client.model.inspect({ subject, host }, { signal }),
    enabled: subject !== '',
    staleTime: 60_000,
  });
  return data ?? null;
}

const stageHints: Readonly<Record<string, string>> = {
  trial: 'it has to answer; nothing more is asked',
  internal: 'wants limits, restarts and monitoring too',
  production: 'wants all of it; a failed blocker keeps it back',
};

function versionHint(desk: Desk, says: Inspection | null): string {
  if (!says) return 'else the tag of the image';
  const typed = shownIn(desk.fields, 'version');
  if (says.version !== null && (typed === '' || typed === says.version)) return 'as the image says';
  return says.version === null ? 'the image says none' : `the image says ${says.version}`;
}

function protocolHint(desk: Desk, says: Inspection | null): string {
  const typed = shownIn(desk.fields, 'protocol');
  if (typed !== '' && typed !== 'auto' && typed !== says?.protocol) return 'as the file says';
  if (!says) return 'found out from the running model where nothing is said';
  const [reason = ''] = says.reasons;
  return says.protocol === 'unknown' ? reason || 'found out from the running model' : `${says.confidence}: ${reason}`;
}

const callersHints: Readonly<Record<string, string>> = {
  machine: 'programs on the host, at 127.0.0.1',
  network: 'containers on front.networks, by its name',
};
