import type { Duplex } from 'node:stream';
import { Problem } from '#contract/problem';
import { type WeightsPlace, weightsText } from '../service/weights.ts';

export type Answer = { readonly stamp: string | null; readonly sha256: string | null };

/** The script tells every 2 s how far it is; a disk that brings no byte for this long does not read any more. */
const stalledAfter = 120_000;

/** Reads what the script tells until it ends. */
export async function readAnswer(
  stream: Duplex,
  place: WeightsPlace,
  say: ((text: string) => void) | undefined,
  signal: AbortSignal,
): Promise<Answer> {
  const stalled = new AbortController();
  const ending = AbortSignal.any([signal, stalled.signal]);
  const stop = () => stream.destroy(ending.reason as Error);
  ending.addEventListener('abort', stop, { once: true });
  const stall = () => stalled.abort(standsStill(place));
  let timer = setTimeout(stall, stalledAfter);
  const found = { stamp: null as string | null, sha256: null as string | null };
  const progress = progressOf(place);
  try {
    let rest = '';
    for await (const chunk of stream) {
      const lines = `${rest}${chunk}`.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const [word = '', value = ''] = line.split(' ', 2);
        if (word === 'bad') throw reasonFor(value, line.slice(`bad ${value} `.length), place);
        if (word === 'stamp') found.stamp = value;
        if (word === 'hash') found.sha256 = value;
        const told = progress(word, Number(value));
        if (!told) continue;
        clearTimeout(timer);
        timer = setTimeout(stall, stalledAfter);
        if (typeof told === 'string') say?.(told);
      }
    }
    return found;
  } catch (error) {
    ending.throwIfAborted();
    throw error;
  } finally {
    clearTimeout(timer);
    ending.removeEventListener('abort', stop);
  }
}

/** True for a line that shows that it goes on, text where that is worth saying. */
function progressOf(place: WeightsPlace): (word: string, value: number) => string | boolean {
  let size = 0;
  let read = 0;
  let before = 0;
  return (word, value) => {
    if (word === 'size') size = value;
    if (word !== 'at') return true;
    // Many files are read by one process after another, each counting from nothing.
    if (value < before) read += before;
    const moved = value !== before;
    before = value;
    const text = `Reading the weights in ${weightsText(place)}: ${gib(Math.min(read + value, size))} of ${gib(size)} GiB`;
    return moved && text;
  };
}

const gib = (bytes: number): string => (bytes / 1024 ** 3).toFixed(1);

function reasonFor(kind: string, detail: string, place: WeightsPlace): Problem {
  const at = `The weights in ${weightsText(place)}`;
  switch (kind) {
    case 'missing':
      return refused(`There is no ${JSON.stringify(place.path)} in the volume ${place.volume}`, place);
    case 'outside':
      return refused(`${at} are a link that leads out of the volume`, place);
    case 'empty':
      return refused(`${at} are an empty folder`, place);
    case 'name':
      return refused(`${at} cannot be listed: a name has a line break or a backslash in it: ${detail}`, place);
    case 'folder-link':
      return refused(`${at} hold a link to a folder, which is not followed: ${detail}`, place);
    case 'dead-link':
      return refused(`${at} hold a link that leads nowhere: ${detail}`, place);
    case 'outside-link':
      return refused(`${at} hold a link that leads out of the volume: ${detail}`, place);
    case 'changing':
      return refused(`${at} were written to while they were read`, place);
    default:
      return refused(`${at} cannot be read: ${detail}`, place);
  }
}

export const refused = (message: string, { volume }: WeightsPlace): Problem =>
  new Problem('STOPPED', message, {
    stop: 'not-resolvable',
    hint: `Put the weights into the volume ${volume} on that host, and write where they are in model.weights.`,
  });

/** Not TIMED_OUT: that is for calls of which it is unknown what they did, and reading does nothing. */
const standsStill = (place: WeightsPlace): Problem =>
  new Problem('STOPPED', `The disk of the host brought nothing of ${weightsText(place)} for ${stalledAfter / 1000} s`, {
    stop: 'not-resolvable',
    hint: 'Look at the disk under the volume, then run the command again. Nothing was changed.',
  });
