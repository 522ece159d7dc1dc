import { Problem } from '#contract/problem';

/** A DNS label: replicas are addressed by their alias, and the name ends up in a header and in server names. */
const replicaName = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** One argument, read by HAProxy letter for letter: only single quotes leave $, ", \, # and blanks alone. */
export function quoted(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a line break would start a directive of its own
  if (/[\u0000-\u001f\u007f]/.test(text)) throw unfit(`${JSON.stringify(text)} holds a control character`);
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** A path as it goes into a request line; the service file's schema lets nothing else through. */
export function quotedPath(path: string): string {
  if (!/^\/[\x21-\x7e]*$/.test(path)) throw unfit(`${JSON.stringify(path)} is no path`);
  return quoted(path);
}

export function fitName(name: string): string {
  if (!replicaName.test(name)) throw unfit(`${JSON.stringify(name)} is no replica's name`);
  return name;
}

/** A whole number within HAProxy's limits; it counts milliseconds in 31 bits. */
export function whole(value: number, least: number, most = 2_147_483_647): number {
  if (Number.isNaN(value)) throw unfit('a number is missing');
  return Math.min(most, Math.max(least, Math.round(value)));
}

const unfit = (what: string) =>
  new Problem('BAD_FILE', `The gateway's configuration cannot be written: ${what}.`, {
    hint: 'Correct the service file.',
  });
