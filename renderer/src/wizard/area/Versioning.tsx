import type { ServiceDetail } from '#contract/service';
import { Field, FieldRow } from '../Field.tsx';
import { Note } from '../Note.tsx';
import type { Desk, Judged } from '../useDraft.ts';
import { Kept } from './Kept.tsx';
import { Quality } from './Quality.tsx';

type Props = { readonly desk: Desk; readonly judged: Judged; readonly detail: ServiceDetail | null };

/** What this version is called, what changed and why, how good it is, and what stays to go back to. */
export function Versioning({ desk, judged, detail }: Props) {
  return (
    <>
      <FieldRow title="Version" hint="empty: as the image says, else its tag">
        <Field
          desk={desk}
          name="version"
          label="Version"
          width={180}
          placeholder={judged.judgement?.plan?.to?.version}
        />
      </FieldRow>
      <FieldRow title="What changed" hint="and why; it stays in the history">
        <Note desk={desk} />
      </FieldRow>
      <FieldRow title="Quality" hint="figures of your own evaluation; Slipway does not compute them">
        <Quality desk={desk} detail={detail} />
      </FieldRow>
      <FieldRow title="Kept" hint="20 releases beside what serves; each of them is a way back">
        <Kept detail={detail} />
      </FieldRow>
    </>
  );
}
