import { ChoiceRow, Field, FieldRow } from '../Field.tsx';
import { GoldenRow } from '../GoldenRow.tsx';
import type { Desk } from '../useDraft.ts';

/** What proves that it works, how it takes over, and what happens when it ends. */
export function Reliability({ desk }: { readonly desk: Desk }) {
  return (
    <>
      <GoldenRow desk={desk} />
      <FieldRow title="Longest start" hint="a replica that has not answered by then is given up">
        <Field desk={desk} name="within" label="Longest start" width={96} placeholder="120s" />
      </FieldRow>
      <ChoiceRow
        desk={desk}
        name="strategy"
        title="Takes over"
        usual="rolling"
        choices={[
          { value: 'rolling', label: 'beside' },
          { value: 'in-place', label: 'in place' },
        ]}
        hints={strategyHints}
      >
        <Field
          desk={desk}
          name="drain"
          label="Time for requests that have begun"
          width={104}
          unit="drain"
          placeholder="10s"
        />
        <Field
          desk={desk}
          name="watch"
          label="Time the old ones stay"
          width={112}
          unit="watch"
          placeholder="by stage"
        />
      </ChoiceRow>
      <ChoiceRow
        desk={desk}
        name="restart"
        title="When it ends"
        usual="always"
        choices={[
          { value: 'always', label: 'restart' },
          { value: 'on-failure', label: 'after a failure' },
          { value: 'no', label: 'never' },
        ]}
        hints={restartHints}
      >
        <Field desk={desk} name="stopGrace" label="Time to stop" width={104} unit="to stop" placeholder="30s" />
      </ChoiceRow>
    </>
  );
}

const strategyHints: Readonly<Record<string, string>> = {
  rolling: 'old and new run side by side until the new one has answered',
  'in-place': 'the old one is stopped first: for what cannot run twice, with a gap',
};

const restartHints: Readonly<Record<string, string>> = {
  always: 'it comes back after a crash and after a reboot',
  'on-failure': 'it comes back after a crash, and not after it ended well',
  'unless-stopped': 'it comes back, unless somebody stopped it',
  no: 'it stays away until somebody starts it',
};
