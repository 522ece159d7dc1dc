import { TextInput } from '@mantine/core';
import { Seg } from '../../ui/Seg.tsx';
import { Field, FieldRow } from '../Field.tsx';
import { editOf, shownIn, valueAt } from '../fields.ts';
import type { Desk, Judged } from '../useDraft.ts';
import { useTyped } from '../useTyped.ts';
import { Keys } from './Keys.tsx';
import { networksIn, networksOf, networksText } from './networks.ts';

/** Who calls it and with what: binding, networks and keys follow from the answer. */
export function Integration({ desk, judged }: { readonly desk: Desk; readonly judged: Judged }) {
  const callers = shownIn(desk.fields, 'callers') || 'machine';
  const isOpen = callers === 'others' || callers === 'internet';
  return (
    <>
      <FieldRow title="Called from" hint={callersHints[callers] ?? `the file says ${callers}`}>
        <Seg
          label="Called from"
          value={callers}
          choices={[
            { value: 'machine', label: 'machine' },
            { value: 'network', label: 'network' },
            { value: 'others', label: 'others' },
            { value: 'internet', label: 'internet' },
          ]}
          onChange={(value) => desk.keeping.edit([editOf('callers', value)])}
        />
        <Field desk={desk} name="address" label="Port on the host" width={96} unit="port" placeholder="next" />
      </FieldRow>
      {(callers === 'network' || networksIn(desk.fields).length > 0) && <Networks desk={desk} />}
      {(isOpen || shownIn(desk.fields, 'keys') !== '') && <Keys desk={desk} judged={judged} />}
      <FieldRow title="Limits" hint="the largest request, and how long an answer may take">
        <Field desk={desk} name="body" label="Largest request" width={112} unit="body" placeholder="any" />
        <Field desk={desk} name="timeout" label="Longest answer" width={112} unit="time" placeholder="60s" />
      </FieldRow>
      <FieldRow title="Consumers" hint="who is told before its answers or fields change; with commas">
        <Field desk={desk} name="consumers" label="Consumers" width="100%" placeholder="web shop, weekly report" />
      </FieldRow>
      <PersonalData desk={desk} />
      <FieldRow title="Real requests" hint="a file with a sample of them, which stays beside the service file">
        <Field desk={desk} name="sample" label="File with real requests" width="100%" placeholder="sample.jsonl" />
      </FieldRow>
    </>
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
