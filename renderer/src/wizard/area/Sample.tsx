import { Button } from '@mantine/core';
import { useRef, useState } from 'react';
import type { Adapter, SampleContent } from '#contract/rows';
import { Failure } from '../../ui/Failure.tsx';
import { Status } from '../../ui/Status.tsx';
import { save } from '../../ui/save.ts';
import { Field, FieldRow } from '../Field.tsx';
import { editOf, shownIn } from '../fields.ts';
import { Underway } from '../Underway.tsx';
import type { Sampling } from '../useBench.ts';
import type { Desk, Judged } from '../useDraft.ts';
import { contentOf } from './chosen.ts';
import { Mapping } from './Mapping.tsx';
import { mappingIn } from './mapping.ts';
import classes from './Sample.module.css';
import { SampleFound } from './SampleFound.tsx';

type Props = { readonly desk: Desk; readonly judged: Judged; readonly sampling: Sampling };

/** A sample of what is sent to the model, row by row beside what it takes; mended by a mapping, sent, and exported. */
export function Sample({ desk, judged, sampling: { content, choose, check, adapter } }: Props) {
  const [refused, setRefused] = useState<string | null>(null);
  const compare = async (content: SampleContent, send: boolean) => {
    const text = await desk.keeping.settle().catch(() => null);
    // What could not be written down is told above.
    if (text !== null && (await check.start({ text, content, send })) && send) judged.again();
  };
  const take = async (file: File) => {
    const chosen = await contentOf(file);
    setRefused('refused' in chosen ? chosen.refused : null);
    if ('refused' in chosen) return;
    choose(chosen.content);
    if (shownIn(desk.fields, 'sample') === '') desk.keeping.edit([editOf('sample', file.name)]);
    await compare(chosen.content, false);
  };
  const write = async (content: SampleContent, language: Adapter['language']) => {
    const text = await desk.keeping.settle().catch(() => null);
    if (text !== null) await adapter.start({ text, content, language });
  };
  const isBusy = check.is === 'running' || adapter.is === 'running';
  return (
    <>
      <FieldRow
        title="Real requests"
        hint="JSON lines, CSV with a header, or Parquet, up to 8 MiB; the first 200 rows are sent"
      >
        <Choose take={(file) => void take(file)} disabled={isBusy} again={content !== null} />
        <Field desk={desk} name="sample" label="File with real requests" width={180} placeholder="sample.jsonl" />
        {content && (
          <Button size="xs" variant="filled" disabled={isBusy} onClick={() => void compare(content, true)}>
            Send its rows
          </Button>
        )}
        {content && check.result && (
          <Button size="xs" disabled={isBusy} onClick={() => void compare(content, false)}>
            Compare again
          </Button>
        )}
        {check.is === 'running' && (
          <Underway
            since={check.since}
            says={check.asked?.send ? 'sending to a candidate' : 'comparing'}
            stop={check.stop}
          />
        )}
      </FieldRow>
      {refused && (
        <p role="alert">
          <Status kind="fail" word="not taken">
            <bdi>{refused}</bdi>
          </Status>
        </p>
      )}
      {check.failure !== null && <Failure of={check.failure} />}
      {check.result && (
        <SampleFound
          report={check.result}
          desk={desk}
          isOld={check.is === 'ended' && check.asked?.text !== desk.writing.text}
        />
      )}
      {(content !== null || mappingIn(desk.fields).length > 0) && <Mapping desk={desk} />}
      {content && (
        <FieldRow
          title="Adapter"
          hint="a program that makes the same requests of rows, for the pipeline that sends them"
        >
          {languages.map(([language, name]) => (
            <Button
              key={language}
              size="xs"
              disabled={isBusy}
              loading={adapter.is === 'running' && adapter.asked?.language === language}
              onClick={() => void write(content, language)}
            >
              Write it in {name}
            </Button>
          ))}
          {adapter.result && adapter.is === 'ended' && <Written of={adapter.result} />}
        </FieldRow>
      )}
      {adapter.failure !== null && <Failure of={adapter.failure} />}
    </>
  );
}

const languages = [
  ['python', 'Python'],
  ['typescript', 'TypeScript'],
] as const;

/** It is saved by a press of its own: a browser lets nothing be saved a while after one. */
function Written({ of: { name, text } }: { readonly of: Adapter }) {
  return (
    <Button size="xs" variant="filled" onClick={() => save(name, [text])}>
      Save <bdi className="cut">{name}</bdi>
    </Button>
  );
}

type ChooseProps = { readonly take: (file: File) => void; readonly disabled: boolean; readonly again: boolean };

function Choose({ take, disabled, again }: ChooseProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        aria-label="File with a sample"
        accept=".jsonl,.ndjson,.json,.csv,.tsv,.parquet"
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? [];
          if (file) take(file);
          // The same file again, once it was mended, is a choice too.
          currentTarget.value = '';
        }}
      />
      <Button size="xs" className={classes.file ?? ''} disabled={disabled} onClick={() => input.current?.click()}>
        {again ? 'Choose another' : 'Choose a file'}
      </Button>
    </>
  );
}
