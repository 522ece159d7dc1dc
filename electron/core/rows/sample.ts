import { resolve } from 'node:path';
import { Problem } from '#contract/problem';
import { type Adapter, mostSampleBytes, type SampleContent, type SampleReport } from '#contract/rows';
import type { Askable } from '../candidate/once.ts';
import { type About, aboutOf, asking, type ModelDeps, type Subject } from '../candidate/subject.ts';
import { schemaAt } from '../model/schema-at.ts';
import { releaseText } from '../release/release.ts';
import { hiding } from '../secrets/hiding.ts';
import { valuesOnHost } from '../secrets/on-host.ts';
import { folderOf } from '../service/inline.ts';
import type { ServiceFile } from '../service/schema.ts';
import { adapterFor } from './adapters.ts';
import { type LookedAt, lookAtRows } from './look.ts';
import { openRows, type RowsFile } from './read.ts';
import { type Sent, sendRows } from './send.ts';

/** What was measured, and of what: core.ts passes who keeps it. */
export type Measured = {
  readonly host: string;
  readonly digest: string | null;
  readonly file: ServiceFile;
  readonly sample: { readonly rows: number; readonly answered: number };
};

export type SampleDeps = ModelDeps & {
  readonly keep: (measured: Measured) => void;
};

/**
 * `rows` is the sample's full path, where another is meant than the one that the file names; `content` is the sample itself.
 * `most` rows are sent.
 */
export type SampleAsked = Subject & {
  readonly rows?: string | undefined;
  readonly content?: SampleContent | undefined;
  readonly send: boolean;
  readonly most: number;
  readonly adapter?: Adapter['language'] | undefined;
};
export type SampleFound = { readonly report: SampleReport; readonly adapter: Adapter | null };

/**
 * Looks at a sample of rows beside what the model takes, as the file's mapping makes requests of them; with `send` they are
 * really sent: to what serves where that is the release of the file, else to a candidate that is gone afterwards. Without
 * it nothing is started, and what serves is only asked what it takes. BAD_FILE, BAD_COMMAND, and what a candidate has.
 */
export async function checkSample(deps: SampleDeps, asked: SampleAsked, signal: AbortSignal): Promise<SampleFound> {
  const about = await aboutOf(deps, asked, signal);
  const sample = sampleOf(asked, about.file);
  await using open = await openRows(sample);
  const whole = async (askable: Askable | null) => {
    const said = askable ? await schemaAt(askable.reach, askable.served, signal) : null;
    const schema = typeof said === 'string' || said === null ? null : said;
    const mapping = about.file.integration.mapping;
    const looked = await lookAtRows(open, { schema, mapping, sends: asked.send ? asked.most : 0 }, signal);
    const { target } = looked;
    const sent =
      asked.send && askable && target
        ? await sendRows(looked.sending, { reach: askable.reach, to: askable.to, path: target.operation.path }, signal)
        : null;
    if (asked.adapter && !target) throw noAdapter(typeof said === 'string' ? said : looked.unread[0]);
    const adapter = asked.adapter && target ? await adapterFor(asked.adapter, target.spec, about.file.service) : null;
    if (sent && askable)
      deps.keep({
        host: about.host.name,
        digest: askable.digest,
        file: about.file,
        sample: { rows: sent.rows, answered: sent.answered },
      });
    const why = [
      ...(typeof said === 'string' ? [`It cannot be compared: ${said}.`] : []),
      ...(askable ? [] : [notAsked]),
    ];
    return { looked, sent, adapter, schema: schema?.from ?? null, to: askable, why };
  };
  const found = await asking(deps, { ...asked, asks: asked.send || asked.adapter !== undefined }, about, whole, signal);
  const report = reportOf(about, typeof sample === 'string' ? sample : sample.name, open.format, found);
  const hide = hiding(await valuesOnHost(about.host.engine, about.file.service, signal));
  return { report: deps.vault.hiding().deep(hide.deep(report)), adapter: found.adapter };
}

const notAsked = 'Nothing serves that could be asked what it takes: with --send a candidate is started and asked.';

function sampleOf({ rows, content, subject }: SampleAsked, { integration }: ServiceFile): RowsFile {
  if (content) return given(content);
  if (rows !== undefined) return rows;
  const folder = subject.kind === 'file' ? folderOf(subject.file.name) : null;
  if (integration.sample !== undefined && folder !== null) return resolve(folder, integration.sample);
  throw new Problem('BAD_COMMAND', 'It is not said which sample is meant.', {
    hint:
      subject.kind === 'file'
        ? 'Name it in integration.sample of the file, or with --rows FILE.'
        : 'Name it with --rows FILE: of a service only its name is kept.',
  });
}

function given({ name, base64 }: SampleContent): RowsFile {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length <= mostSampleBytes) return { name, bytes };
  throw new Problem('BAD_FILE', `The sample ${name} is larger than ${mostSampleBytes / 1024 ** 2} MiB.`, {
    hint: 'Take a part of it; "slipway sample --rows FILE" reads larger ones.',
  });
}

type Found = {
  readonly looked: LookedAt;
  readonly sent: Sent | null;
  readonly schema: string | null;
  readonly to: Askable | null;
  readonly why: readonly string[];
};

function reportOf(
  { host, file }: About,
  path: string,
  format: SampleReport['format'],
  { looked, sent, schema, to, why }: Found,
): SampleReport {
  const { rows, bad, fields, faults, unread } = looked;
  const release = to?.release ?? null;
  return {
    service: file.service,
    host: host.name,
    file: path,
    format,
    schema: schema === null ? null : `${schema}${to ? ` of ${release ? releaseText(release) : to.to}` : ''}`,
    release,
    isMapped: Object.keys(file.integration.mapping ?? {}).length > 0,
    rows,
    bad,
    fields,
    faults,
    unread: [...why, ...unread],
    sent,
  };
}

const noAdapter = (why: string | undefined): Problem =>
  new Problem('NOT_SUPPORTED', `No adapter can be written: ${why ?? 'the sample has no row that could be read'}`, {
    hint: 'An adapter is made from what the model says it takes, and from the first row of the sample.',
  });
