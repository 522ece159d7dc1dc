import * as z from 'zod';
import { releaseRef } from './release.ts';

export const rowFormat = z.enum(['json-lines', 'csv', 'parquet']);
export type RowFormat = z.infer<typeof rowFormat>;

/** What is wrong with a value: `row` is one that cannot be read, `unnamed` a field that the model does not name and lets pass. */
export const faultKind = z.enum(['null', 'missing', 'extra', 'unnamed', 'type', 'category', 'shape', 'range', 'row']);
export type FaultKind = z.infer<typeof faultKind>;

/** One fault of one row: `row` counts from 1, a header not counted; `field` is a path such as "rows[].age". */
export const rowFault = z.object({ row: z.number().int(), field: z.string(), kind: faultKind, why: z.string() });
export type RowFault = z.infer<typeof rowFault>;

/** The same fault in so many rows, with the first of them and its reason. */
export const faultCount = rowFault.extend({ rows: z.number().int() });
export type FaultCount = z.infer<typeof faultCount>;

/** A request that was not answered well: null where no status came, or where the row could not be sent. */
export const failedRow = z.object({ row: z.number().int(), status: z.number().int().nullable(), why: z.string() });

export const mostFaults = 100;
export const mostFields = 200;

/**
 * A sample of what is sent to a model, row by row beside what the model takes. `bad` counts rows with a fault other than
 * `unnamed`; `fields` and `faults` are at most `mostFields` and `mostFaults` of them. `unread` says what of the file or of
 * the schema was not looked at. `sent` is null where nothing was sent; times in milliseconds.
 */
export const sampleReport = z.object({
  service: z.string(),
  host: z.string(),
  file: z.string(),
  format: rowFormat,
  schema: z.string().nullable(),
  release: releaseRef.nullable(),
  isMapped: z.boolean(),
  rows: z.number().int(),
  bad: z.number().int(),
  fields: z.array(faultCount),
  faults: z.array(rowFault),
  unread: z.array(z.string()),
  sent: z
    .object({
      to: z.string(),
      rows: z.number().int(),
      answered: z.number().int(),
      failed: z.array(failedRow),
      p50: z.number().nullable(),
      max: z.number().nullable(),
    })
    .nullable(),
});
export type SampleReport = z.infer<typeof sampleReport>;

/** Bytes of a sample whose content comes with the call, as of every file that somebody hands over. */
export const mostSampleBytes = 8 * 1024 ** 2;

/** A sample by its content, in base64: who chose it in a window has no path for it. Its name tells CSV from JSON lines. */
export const sampleContent = z.object({
  name: z.string().min(1).max(400),
  base64: z.string().max(Math.ceil(mostSampleBytes / 3) * 4),
});
export type SampleContent = z.infer<typeof sampleContent>;

/** A program that makes the model's requests of rows, as the mapping of the file has it. */
export const adapter = z.object({ language: z.enum(['python', 'typescript']), name: z.string(), text: z.string() });
export type Adapter = z.infer<typeof adapter>;
