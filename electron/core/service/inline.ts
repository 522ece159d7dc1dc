import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname, isAbsolute, resolve } from 'node:path';
import { Problem } from '#contract/problem';
import type { Golden, ServiceFile } from './schema.ts';

const mostBytes = 8 * 1024 * 1024;

/**
 * The file with its golden requests' bodies and schemas in it, so that a kept release needs no other file.
 * `bodyFile` becomes `body` (parsed where it is a JSON mapping, list, number, boolean or null, else the text as it is)
 * and `expect.schema` the JSON text of the schema; paths are relative to `directory`. What is inlined already stays.
 * A draft has no directory (null): it may name no file, since it comes from anybody. Fails with BAD_FILE, naming the
 * golden request and the path.
 */
export async function inlineFiles(file: ServiceFile, directory: string | null): Promise<ServiceFile> {
  const golden: Golden[] = [];
  for (const one of file.golden) golden.push(await inlineGolden(one, directory));
  return { ...file, golden };
}

async function inlineGolden(golden: Golden, directory: string | null): Promise<Golden> {
  const { bodyFile, ...request } = golden.request;
  const { schema, ...expect } = golden.expect;
  const body = bodyFile === undefined ? request.body : bodyOf(await read(golden, 'bodyFile', bodyFile, directory));
  const text = schema === undefined ? undefined : await schemaText(golden, schema, directory);
  return {
    ...golden,
    request: { ...request, ...(body === undefined ? {} : { body }) },
    expect: { ...expect, ...(text === undefined ? {} : { schema: text }) },
  };
}

type Body = Exclude<Golden['request']['body'], undefined>;

/** JSON text that is a string stays as it is: a string body is sent as it stands. */
function bodyOf(text: string): Body {
  const parsed = parsedJson(text);
  return parsed === undefined || typeof parsed === 'string' ? text : (parsed as Body);
}

async function schemaText(golden: Golden, schema: string, directory: string | null): Promise<string> {
  if (schema.trimStart().startsWith('{')) return schema;
  const parsed = parsedJson(await read(golden, 'schema', schema, directory));
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw wrong(golden, 'schema', schema, 'is not a JSON Schema: it holds no JSON object');
  return JSON.stringify(parsed);
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

type Field = 'bodyFile' | 'schema';

async function read(golden: Golden, field: Field, path: string, directory: string | null): Promise<string> {
  if (directory === null) throw homeless(golden, field, path);
  let handle: FileHandle | undefined;
  try {
    // Opening a pipe waits for its other end, unless it is told not to.
    handle = await open(resolve(directory, path), constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    if (!(await handle.stat()).isFile()) throw wrong(golden, field, path, 'is not a plain file');
    const bytes = await readUpTo(handle, mostBytes + 1);
    if (bytes.length > mostBytes) throw wrong(golden, field, path, 'is larger than 8 MiB');
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw explained(error, golden, field, path);
  } finally {
    await handle?.close();
  }
}

/** Counts what is read instead of trusting the size, which some file systems give as 0. */
async function readUpTo(handle: FileHandle, most: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (let length = 0; length < most; ) {
    const { bytesRead, buffer } = await handle.read({ buffer: Buffer.alloc(Math.min(most - length, 65_536)) });
    if (bytesRead === 0) break;
    parts.push(buffer.subarray(0, bytesRead));
    length += bytesRead;
  }
  return Buffer.concat(parts);
}

/** The folder that a service file's own files are in; null for a draft, whose name is no whole path. */
export const folderOf = (name: string): string | null => (isAbsolute(name) ? dirname(name) : null);

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'does not exist',
  EACCES: 'may not be read',
  EPERM: 'may not be read',
  EISDIR: 'is not a plain file',
  ENXIO: 'is not a plain file',
  ELOOP: 'is a link that leads nowhere',
  ENAMETOOLONG: 'is too long for a path',
  ERR_INVALID_ARG_VALUE: 'is not a path',
  ERR_ENCODING_INVALID_ENCODED_DATA: 'is not UTF-8 text',
};

function explained(error: unknown, golden: Golden, field: Field, path: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const reason = reasons[code];
  return reason ? wrong(golden, field, path, reason, error) : error;
}

const keyOf = (field: Field) => (field === 'bodyFile' ? 'request.bodyFile' : 'expect.schema');

function homeless(golden: Golden, field: Field, path: string): Problem {
  const what = field === 'bodyFile' ? 'body' : 'schema';
  const message = `golden request "${golden.name}": ${keyOf(field)} ${path} is not read: a draft has no folder`;
  return new Problem('BAD_FILE', message, {
    hint: `Write the ${what} itself into ${field === 'bodyFile' ? 'request.body' : keyOf(field)}.`,
  });
}

function wrong(golden: Golden, field: Field, path: string, reason: string, cause?: unknown): Problem {
  const key = keyOf(field);
  return new Problem('BAD_FILE', `golden request "${golden.name}": ${key} ${path} ${reason}`, {
    hint: `Correct ${key}; it is relative to the folder of the service file.`,
    cause,
  });
}
