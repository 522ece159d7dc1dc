import { TextInput } from '@mantine/core';
import { Seg } from '../../ui/Seg.tsx';
import { ChoiceRow, Field, FieldRow } from '../Field.tsx';
import { shownIn, valueAt } from '../fields.ts';
import type { Bench } from '../useBench.ts';
import type { Desk, Judged } from '../useDraft.ts';
import { useTyped } from '../useTyped.ts';
import { Keys } from './Keys.tsx';
import { networksIn, networksOf, networksText } from './networks.ts';
import { Probes } from './Probes.tsx';
import { Sample } from './Sample.tsx';

type Props = { readonly desk: Desk; readonly judged: Judged; readonly bench: Bench };

/** Who calls it, with what data: binding, networks, keys and what is tried of it follow from the answers. */
export function Integration({ desk, judged, bench }: Props) {
  const callers = shownIn(desk.fields, 'callers') || 'machine';
  const isOpen = callers === 'others' || callers === 'internet';
  const hasTls = valueAt(desk.fields, ['front', 'tls']) != null;
  return (
    <>
      <ChoiceRow
        desk={desk}
        name="callers"
        title="Called from"
        usual="machine"
        choices={[
          { value: 'machine', label: 'machine' },
          { value: 'network', label: 'network' },
          { value: 'others', label: 'others' },
          { value: 'internet', label: 'internet' },
        ]}
        hints={callersHints}
      >
        <Field desk={desk} name="address" label="Port on the host" width={96} unit="port" placeholder="next" />
      </ChoiceRow>
      {(callers === 'network' || networksIn(desk.fields).length > 0) && <Networks desk={desk} />}
      {(callers !== 'machine' || shownIn(desk.fields, 'keys') !== '') && <Keys desk={desk} judged={judged} />}
      {(isOpen || hasTls) && <Certificate desk={desk} />}
      <FieldRow title="Limits" hint="the largest request, and how long an answer may take">
        <Field desk={desk} name="body" label="Largest request" width={112} unit="body" placeholder="any" />
        <Field desk={desk} name="timeout" label="Longest answer" width={112} unit="time" placeholder="60s" />
      </FieldRow>
      <Sample desk={desk} judged={judged} sampling={bench.sampling} />
      <Probes desk={desk} judged={judged} probing={bench.probing} />
      <FieldRow title="Consumers" hint="who is told before its answers or fields change; with commas">
        <Field desk={desk} name="consumers" label="Consumers" width="100%" placeholder="web shop, weekly report" />
      </FieldRow>
      <PersonalData desk={desk} />
    </>
  );
}

/** A draft comes from anybody and reads no files, so only a file that is deployed brings another certificate. */
function Certificate({ desk }: { readonly desk: Desk }) {
  return (
    <FieldRow
      title="Certificate"
      hint="PEM files beside the service file, read by slipway deploy -f; deployed from here, it keeps the one that it has"
    >
      <Field desk={desk} name="certificate" label="Certificate, with its chain" width={170} placeholder="chain.pem" />
      <Field desk={desk} name="certificateKey" label="Key of the certificate" width={140} placeholder="key.pem" />
    </FieldRow>
  );
}

const callersHints: Readonly<Record<string, string>> = {
  machine: 'programs on the host, at 127.0.0.1',
  network: 'containers on these networks, by its name there',
  others: 'other machines: whoever reaches the port has to show a key',
  internet: 'anybody: a key and a certificate are wanted',
};

function Networks({ desk }: { readonly desk: Desk }) {
  const typed = useTyped(networksText(networksIn(desk.fields)), (value) => {
    const all = networksOf(value);
    desk.keeping.edit([{ path: ['front', 'networks'], value: all.length === 0 ? null : all }]);
  });
  return (
    <FieldRow title="Networks" hint="with commas; “as” gives it another name there than the service's">
      <TextInput
        aria-label="Networks"
        w="100%"
        {...typed}
        placeholder="shop_default as digits"
        spellCheck={false}
        autoComplete="off"
      />
    </FieldRow>
  );
}

function PersonalData({ desk }: { readonly desk: Desk }) {
  const path = ['integration', 'personalData'];
  const said = valueAt(desk.fields, path);
  const value = said === true || typeof said === 'string' ? 'yes' : said === false ? 'no' : '';
  return (
    <FieldRow
      title="Personal data"
      hint={typeof said === 'string' ? said : 'whether requests or answers say something about a person'}
    >
      <Seg
        label="Personal data"
        value={value}
        choices={[
          { value: 'yes', label: 'yes' },
          { value: 'no', label: 'no' },
        ]}
        onChange={(chosen) => desk.keeping.edit([{ path, value: chosen === 'yes' }])}
      />
    </FieldRow>
  );
}
