import { Field, FieldRow } from '../Field.tsx';
import type { Desk } from '../useDraft.ts';

/** Who is told, and what is looked at. */
export function Monitoring({ desk }: { readonly desk: Desk }) {
  return (
    <>
      <FieldRow title="Who is told" hint="kept in the file, with commas; this version sends no alerts yet">
        <Field desk={desk} name="tell" label="Who is told" width="100%" placeholder="desktop" />
      </FieldRow>
      <FieldRow title="Looked at" hint="how often; while no window and no server is open, nobody looks">
        <Field desk={desk} name="every" label="How often it is looked at" width={96} unit="every" placeholder="30s" />
      </FieldRow>
      <FieldRow title="Its own figures" hint="where it shows Prometheus metrics; else the gateway counts">
        <Field desk={desk} name="metrics" label="Path of its metrics" width={180} placeholder="/metrics" />
      </FieldRow>
    </>
  );
}
