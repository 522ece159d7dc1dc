import type { Reclaimed, Space, SpaceItem } from '#contract/space';
import { agreeing } from '../agreeing.ts';
import { command, onHost } from '../command.ts';
import { confirm } from '../confirm.ts';
import { cell, escaped, fitted, plural } from '../text.ts';

export const reclaim = command({
  name: 'reclaim',
  words: [],
  summary: "free space on a host that is nobody's way back, and say what is kept and why",
  json: '{"host","freed":[{"kind","name","bytes","why"}],"left":[…],"kept":[…],"bytes"}; with --look {"host","free","kept","bytes"}',
  more: [
    'Images without a name, the build cache, and what services that are gone from the host left. Nothing that runs or could return.',
  ],
  options: {
    host: onHost,
    look: { type: 'boolean', says: 'only say what would go' },
    images: {
      type: 'boolean',
      says: 'images with a name too, where no container is made of them and no release returns to them',
    },
    volumes: { type: 'boolean', says: 'volumes without a name too, where no container has them: they may hold data' },
  },
  record: 'writes',
  async run(call) {
    const { values, io, print } = call;
    const also = (['images', 'volumes'] as const).filter((it) => values[it]);
    const client = await io.client();
    const asked = { host: values.host, also };
    const space = await client.space.look(asked, { signal: io.signal });
    if (values.look) {
      await print.result(space, () => lookText(space, print.width));
      return 0;
    }
    if (space.free.length > 0) {
      await print.note(lookText(space, print.width));
      await confirm(
        `${plural(space.free.length, 'thing')} on ${cell(space.host)} ${space.free.length === 1 ? 'is' : 'are'} removed for good.`,
        call,
      );
    }
    const work = (agreed: { agreed?: string }) => client.space.reclaim({ ...asked, ...agreed }, { signal: io.signal });
    const done =
      space.free.length > 0 ? await agreeing(work, call, true) : { ...nothing, host: space.host, kept: space.kept };
    await print.result(done, () => doneText(done));
    return 0;
  },
});

const nothing = { freed: [], left: [], bytes: 0 } satisfies Partial<Reclaimed>;

function lookText({ host, free, kept, bytes }: Space, width: number): string {
  const some =
    free.length === 0
      ? `Nothing to free on ${cell(host)}.\n`
      : `${size(bytes)} to free on ${cell(host)}, at most:\n${rows(free, width)}`;
  const more = 'With --images, images that have a name go too; with --volumes, volumes that have none.\n';
  return kept.length === 0 ? some : `${some}Kept:\n${rows(kept, width)}${more}`;
}

function doneText({ host, freed, left, bytes }: Reclaimed): string {
  if (freed.length + left.length === 0) return `Nothing to free on ${cell(host)}.\n`;
  const refused = left.map(({ name, reason }) => `  not ${cell(name)}: ${escaped(reason)}\n`).join('');
  return `${plural(freed.length, 'thing')} removed from ${cell(host)}, ${size(bytes)} freed as measured there.\n${refused}`;
}

const rows = (items: readonly SpaceItem[], width: number): string =>
  fitted(
    items.map(({ kind, name, bytes, why }) => [`  ${kind}`, name, bytes === null ? '-' : size(bytes), why]),
    width,
    [1, 3],
  );

/** Powers of 1,000, as Docker shows images. */
const size = (bytes: number): string =>
  bytes < 1e9 ? `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
