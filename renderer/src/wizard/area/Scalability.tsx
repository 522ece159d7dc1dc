import { Field, FieldRow } from '../Field.tsx';
import type { Desk } from '../useDraft.ts';

/** How much it has to carry, and what it gets for it. */
export function Scalability({ desk }: { readonly desk: Desk }) {
  return (
    <>
      <FieldRow title="Requests" hint="how many a second at its busiest; what it carries is measured by a load test">
        <Field desk={desk} name="peak" label="Requests a second at the peak" width={120} unit="/s peak" />
      </FieldRow>
      <FieldRow
        title="Answer within"
        hint="the objective: 95 of 100 answers within this time, and the share that may fail"
      >
        <Field desk={desk} name="p95" label="95 of 100 answers within" width={112} unit="p95" placeholder="250ms" />
        <Field desk={desk} name="errors" label="Share that may fail" width={112} unit="failed" placeholder="0.1%" />
      </FieldRow>
      <FieldRow title="Replicas" hint="two let one fail">
        <Field desk={desk} name="replicas" label="Replicas" width={56} placeholder="1" />
      </FieldRow>
      <FieldRow title="Each gets" hint="empty limits are no limit">
        <Field desk={desk} name="cpus" label="Processors for each replica" width={80} unit="CPU" placeholder="any" />
        <Field desk={desk} name="memory" label="Memory for each replica" width={112} unit="memory" placeholder="any" />
        <Field desk={desk} name="gpus" label="GPUs for each replica" width={80} unit="GPU" placeholder="none" />
      </FieldRow>
      <FieldRow
        title="Beyond that"
        hint="how many requests a replica gets at a time, and how many wait before others are refused"
      >
        <Field
          desk={desk}
          name="concurrency"
          label="Requests at a time"
          width={120}
          unit="at a time"
          placeholder="any"
        />
        <Field desk={desk} name="queue" label="Requests that wait" width={112} unit="wait" placeholder="any" />
      </FieldRow>
    </>
  );
}
