import { Seg } from '../../ui/Seg.tsx';
import { Field, FieldRow } from '../Field.tsx';
import { valueAt } from '../fields.ts';
import type { Desk } from '../useDraft.ts';
import type { Hardening } from '../useHardening.ts';
import classes from './AreaStep.module.css';
import { Harden } from './Harden.tsx';

/** What the container may do, found out by one press, and which values are secrets. */
export function Security({ desk, hardened }: { readonly desk: Desk; readonly hardened: Hardening }) {
  const path = ['security', 'readOnly'];
  const isReadOnly = valueAt(desk.fields, path) === true;
  return (
    <>
      <Harden desk={desk} hardened={hardened} />
      <FieldRow title="User" hint="empty: as the image says, which is often root">
        <Field desk={desk} name="user" label="User" width={140} placeholder="1000:1000" />
      </FieldRow>
      <FieldRow title="Capabilities" hint="taken away, and given back; with commas">
        <Field desk={desk} name="capDrop" label="Capabilities taken away" width={140} unit="away" placeholder="ALL" />
        <Field desk={desk} name="capAdd" label="Capabilities given back" width={180} unit="back" placeholder="none" />
      </FieldRow>
      <FieldRow title="Its own files" hint="read-only, but for folders that are kept in memory">
        <Seg
          label="Its own files"
          value={isReadOnly ? 'read-only' : 'writable'}
          choices={[
            { value: 'writable', label: 'writable' },
            { value: 'read-only', label: 'read-only' },
          ]}
          onChange={(value) => desk.keeping.edit([{ path, value: value === 'read-only' ? true : null }])}
        />
        <Field desk={desk} name="tmpfs" label="Folders in memory" width={180} placeholder="/tmp" />
      </FieldRow>
      <FieldRow title="Secrets" hint="values are set in Settings; the file has their names alone">
        <Secrets fields={desk.fields} />
      </FieldRow>
    </>
  );
}

function Secrets({ fields }: { readonly fields: unknown }) {
  const secrets = valueAt(fields, ['model', 'secrets']);
  const names = (Array.isArray(secrets) ? secrets : []).flatMap((one) => {
    const [name, file, env] = ['name', 'file', 'env'].map((key) => valueAt(one, [key]));
    return typeof name === 'string' ? [{ name, where: String(file ?? env ?? '') }] : [];
  });
  if (names.length === 0) return <span className="second">none</span>;
  return (
    <ul className={classes.names}>
      {names.map(({ name, where }) => (
        <li key={`${name} ${where}`}>
          <bdi>{name}</bdi> <bdi className="mono dim">{where}</bdi>
        </li>
      ))}
    </ul>
  );
}
