import type { Fix } from '#contract/checklist';
import type { Draft } from '#contract/draft';
import type { Client } from '../connect.ts';

type Desk = Pick<Client['draft'], 'list' | 'begin' | 'save' | 'edit' | 'remove'>;
type Wanted = {
  readonly service: string;
  readonly host: string;
  /** What serves: a draft is begun from an image. */
  readonly image: string;
  readonly fix: Pick<Fix, 'text' | 'applied'>;
};

/**
 * A draft for a service that has the fixes in it, to be looked at before anything happens. One that somebody is writing
 * already gets the same fields set and keeps all else; CHANGED_MEANWHILE where that is written on at this moment.
 */
export async function draftWith(desk: Desk, { service, host, image, fix }: Wanted): Promise<Draft> {
  const { drafts } = await desk.list();
  const there = drafts.find((one) => one.of === service && one.host === host);
  if (there) {
    const { text } = await desk.edit({ text: there.text, set: fix.applied.flatMap(({ set }) => set) });
    return await desk.save({ id: there.id, host, text, since: there.revision });
  }
  const begun = await desk.begin({ image, service, host });
  try {
    return await desk.save({ id: begun.id, host, text: fix.text, since: begun.revision });
  } catch (failure) {
    await desk.remove({ id: begun.id, since: begun.revision }).catch(() => undefined);
    throw failure;
  }
}
