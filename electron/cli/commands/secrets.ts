import { Problem } from '#contract/problem';
import { mostSecretBytes, type Secret, secretName } from '#contract/secret';
import { command } from '../command.ts';
import { confirm } from '../confirm.ts';
import type { Io } from '../io.ts';
import { cell, when, withReasons } from '../text.ts';

const json = '{"secrets":[{"name","setAt","usedBy":[…]}]}';

export const secretsList = command({
  name: 'secrets',
  also: ['secrets list'],
  record: 'reads',
  words: [],
  summary: 'names of secrets, when they were set and who uses them; never values',
  json,
  options: {},
  async run({ io, print }) {
    const client = await io.client();
    const { secrets } = await client.secrets.list(undefined, { signal: io.signal });
    await print.result({ secrets }, () => secretTable(secrets, print.width));
    return 0;
  },
});

export const secretsSet = command({
  name: 'secrets set',
  record: 'writes',
  words: ['NAME'],
  summary: 'keep a secret, sealed; its value is standard input',
  json,
  options: {},
  async run({ words: [name = ''], io, print }) {
    checkName(name);
    const value = (await valueFrom(name, io)).toString('base64');
    const client = await io.client();
    const set = await client.secrets.set({ name, value }, { signal: io.signal });
    await print.result({ secrets: [set] }, () => `Set ${cell(set.name)}.\n`);
    for (const draft of set.takenFrom ?? []) {
      await print.note(
        `Its value stood in the draft of ${cell(draft)} and was taken out there: name the secret in model.secrets.\n`,
      );
    }
    for (const service of set.usedBy) await print.note(`${hasBefore(cell(service), set.keyOf?.includes(service))}\n`);
    return 0;
  },
});

export const secretsRemove = command({
  name: 'secrets remove',
  record: 'writes',
  words: ['NAME'],
  summary: 'forget a secret; what runs keeps its own copy',
  json: '{"removed","secrets":[…]}, the secrets that are left',
  options: {},
  async run(call) {
    const { io, print } = call;
    const [name = ''] = call.words;
    const client = await io.client();
    const before = await client.secrets.list(undefined, { signal: io.signal });
    const found = before.secrets.find((one) => one.name === name);
    if (found) await confirm(warning(found), call);
    const { removed } = await client.secrets.remove({ name }, { signal: io.signal });
    const secrets = before.secrets.filter((one) => one.name !== removed);
    await print.result({ removed, secrets }, () => `Removed ${cell(removed)}.\n`);
    return 0;
  },
});

const hasBefore = (service: string, isKey = false): string =>
  isKey
    ? `${service} lets callers in by the value before until it is deployed again: "slipway deploy -f FILE".`
    : `${service} has the value before: "slipway restart ${service}" brings the new one.`;

function warning({ name, usedBy }: Secret): string {
  const said = `Removing ${cell(name)} cannot be undone here; backups of the record keep it sealed until they are replaced.`;
  if (usedBy.length === 0) return said;
  const who = usedBy.map(cell).join(', ');
  return `${who} ${usedBy.length === 1 ? 'uses' : 'use'} ${cell(name)}: a new release that names it would be refused, and a restart keeps the value that runs. ${said}`;
}

function secretTable(secrets: readonly Secret[], width: number): string {
  if (secrets.length === 0) return 'No secrets. Add one: slipway secrets set NAME < FILE\n';
  const rows = secrets.map(({ name, setAt, usedBy }) => [name, when(setAt), usedBy.join(', ') || '-']);
  const reasons = secrets.map(({ reason }) => reason);
  return withReasons([['SECRET', 'SET', 'USED BY'], ...rows], reasons, width);
}

function checkName(name: string): void {
  const checked = secretName.safeParse(name);
  if (checked.success) return;
  throw new Problem('BAD_COMMAND', 'That is no name of a secret.', {
    hint: 'A name has letters, digits, "_", "." and "-", at most 128. The value is not an argument: it is standard input.',
  });
}

/** The bytes as they come, but for the one line break that an editor or echo leaves at the end. */
async function valueFrom(name: string, { stdin }: Pick<Io, 'stdin'>): Promise<Buffer> {
  if (stdin.tty) {
    throw new Problem('BAD_COMMAND', 'The value comes on standard input, so that it shows on no screen.', {
      hint: `Write: slipway secrets set ${name} < FILE`,
    });
  }
  const parts: Buffer[] = [];
  let size = 0;
  for await (const chunk of stdin.chunks) {
    parts.push(typeof chunk === 'string' ? Buffer.from(chunk) : Buffer.from(chunk));
    size += chunk.length;
    // Two more are a line break that does not count.
    if (size > mostSecretBytes + 2) throw tooLarge();
  }
  const value = withoutLineBreak(Buffer.concat(parts));
  if (value.length > mostSecretBytes) throw tooLarge();
  if (value.length > 0) return value;
  throw new Problem('BAD_COMMAND', 'The value is empty.', { hint: `Write: slipway secrets set ${name} < FILE` });
}

function withoutLineBreak(bytes: Buffer): Buffer {
  if (bytes.at(-1) !== 0x0a) return bytes;
  return bytes.subarray(0, bytes.at(-2) === 0x0d ? -2 : -1);
}

const tooLarge = (): Problem =>
  new Problem('BAD_COMMAND', `The value is larger than ${mostSecretBytes / 1024} KiB.`, {
    hint: 'A secret is a key, a token or a certificate; put anything larger into a volume.',
  });
