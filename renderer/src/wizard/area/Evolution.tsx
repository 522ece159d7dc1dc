import { Field, FieldRow } from '../Field.tsx';
import type { Desk } from '../useDraft.ts';

/** Who looks after it, and when it is looked at again. */
export function Evolution({ desk }: { readonly desk: Desk }) {
  return (
    <>
      <FieldRow title="Looked after by" hint="whom to ask about it, and who stands in">
        <Field desk={desk} name="owner" label="Owner" width={180} placeholder="a person or a team" />
        <Field desk={desk} name="deputy" label="Deputy" width={150} placeholder="deputy" />
      </FieldRow>
      <FieldRow title="Next review" hint="how often somebody asks whether it is still right">
        <Field desk={desk} name="review" label="Reviewed every" width={96} unit="every" placeholder="90d" />
      </FieldRow>
    </>
  );
}
