import { resolve } from 'node:path';
import type { Bringing, ImageWork } from '#contract/image';
import type { ListedImage } from '#contract/inventory';
import { Problem } from '#contract/problem';
import { agreeing } from '../agreeing.ts';
import { type Call, command, type Options, onHost } from '../command.ts';
import { base } from '../input.ts';
import type { Sink } from '../io.ts';
import { cell, duration, escaped, fitted } from '../text.ts';

const json =
  '{"progress":{"done","total","text"}} lines, then {"images":[{"name","id"}],"host","from","same","tookMs"}';

export const imagesList = command({
  name: 'images',
  also: ['images list'],
  words: [],
  summary: 'the images of a host that could be run there',
  json: '{"images":[{"name","id","digest","createdAt","size","version","title","exposes":[…]}]}',
  options: { host: onHost },
  record: 'reads',
  async run({ values, io, print }) {
    const client = await io.client();
    const found = await client.images.list({ host: values.host }, { signal: io.signal });
    await print.result(found, () => imageTable(found.images, print.width));
    return 0;
  },
});

export const imagesPull = command({
  name: 'images pull',
  words: ['IMAGE'],
  summary: 'pull an image on a host, with the logins of that host',
  json,
  options: { host: onHost },
  record: 'writes',
  hearsInterrupts: true,
  run: (call) => brought({ kind: 'pull', reference: call.words[0] ?? '', host: call.values.host }, call),
});

export const imagesLoad = command({
  name: 'images load',
  words: ['FILE'],
  summary: 'load an archive of images, such as "docker save" writes, into a host',
  json,
  options: { host: onHost },
  record: 'writes',
  hearsInterrupts: true,
  run: (call) =>
    brought({ kind: 'load', file: resolve(base(call.io), call.words[0] ?? ''), host: call.values.host }, call),
});

export const imagesMove = command({
  name: 'images move',
  words: ['IMAGE'],
  summary: 'send an image from one host to another, without a registry',
  json,
  options: {
    from: { type: 'string', value: 'H', says: 'the host that has it, where it is not the only or the local one' },
    to: { type: 'string', value: 'H', says: 'the host that is to have it', required: true },
  },
  record: 'writes',
  hearsInterrupts: true,
  async run(call) {
    const { from, to = '' } = call.values;
    const work = { kind: 'move', reference: call.words[0] ?? '', from, to } as const;
    return brought(work, call);
  },
});

type Running = Pick<Call<Options>, 'io' | 'print' | 'values'>;

async function brought(work: ImageWork, call: Running): Promise<number> {
  const { print } = call;
  const over = await agreeing(async (agreed) => unlessAsked(await followed({ ...work, ...agreed }, call)), call);
  if (over.problem) return await print.failed(over.problem);
  const { images, host, from, same, tookMs } = over;
  await print.result({ images, host, from, same, tookMs }, () => broughtText(over));
  return 0;
}

/** What a guarded host wants to be asked comes with the end, as every failure does. */
function unlessAsked(over: Bringing): Bringing {
  const { code, message, hint, asks } = over.problem ?? {};
  if (code && message && hint && asks) throw new Problem(code, message, { hint, asks });
  return over;
}

/** Tells how far it is. Ctrl-C ends it, and nothing half is left before this returns. */
async function followed(work: ImageWork, { io, print }: Running): Promise<Bringing> {
  const client = await io.client();
  const { id } = await client.images.start(work, { signal: io.signal });
  const stop = () => void client.images.close({ id }).catch(() => {});
  io.signal.addEventListener('abort', stop, { once: true });
  // It may have come while the work began.
  if (io.signal.aborted) stop();
  const line = progressLine(io.stderr);
  try {
    for (let after = 0; ; ) {
      const now = await client.images.next({ id, after });
      if (now.phase !== 'running') return now;
      if (now.n > after && now.n > 1) {
        const { done, total, text } = now;
        if (print.json) await print.result({ progress: { done, total, text } }, () => '');
        else await line.show(now);
      }
      after = now.n;
    }
  } finally {
    await line.end();
    io.signal.removeEventListener('abort', stop);
  }
}

/** On a terminal one line that is rewritten; elsewhere a line for each tenth of the way, and for what is said without a size. */
function progressLine(sink: Sink) {
  let tenth = -1;
  let shown = '';
  return {
    async show(now: Bringing): Promise<void> {
      const text = progressText(now);
      if (sink.tty) {
        shown = [...text].slice(0, sink.columns - 1).join('');
        return await sink.write(`\r\x1b[2K${shown}`);
      }
      const next = now.done === null || !now.total ? tenth : Math.floor((10 * now.done) / now.total);
      if (next > tenth) await sink.write(`${text}\n`);
      tenth = next;
    },
    async end(): Promise<void> {
      if (shown !== '') await sink.write('\r\x1b[2K');
    },
  };
}

function progressText({ done, total, text }: Bringing): string {
  if (done === null || !total) return escaped(text ?? '');
  return `${size(done)} of ${size(total)}, ${Math.floor((100 * done) / total)} %`;
}

function broughtText({ images, host, from, same, tookMs }: Bringing): string {
  const names = images.map(({ name, id }) => cell(name ?? id.slice(0, 19))).join(', ') || 'nothing';
  if (same) return `${names} is on ${cell(host)} already.\n`;
  const way = from === null ? `on ${cell(host)}` : `moved from ${cell(from)} to ${cell(host)}, and the same there`;
  return `${names}: ${way}, in ${duration(tookMs ?? 0)}\n`;
}

function imageTable(images: readonly ListedImage[], width: number): string {
  if (images.length === 0) return 'No images. Pull one, load an archive, or move one from another host.\n';
  const rows = images.map(({ name, version, size: bytes, createdAt }) => [
    name,
    version ?? '-',
    size(bytes),
    createdAt.slice(0, 10),
  ]);
  return fitted([['IMAGE', 'VERSION', 'SIZE', 'MADE'], ...rows], width, [0]);
}

/** Powers of 1,000, as Docker shows images. */
const size = (bytes: number): string =>
  bytes < 1e9 ? `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
