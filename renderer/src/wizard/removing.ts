import type { Draft } from '#contract/draft';
import type { Client } from '../connect.ts';

type Seen = Pick<Draft, 'id' | 'revision'>;
type Removing = Pick<Client['draft'], 'remove'>;

/** Removes a draft as it was seen: what another window has written on it since stays, with CHANGED_MEANWHILE. */
export const removeSeen = ({ remove }: Removing, { id, revision }: Seen) => remove({ id, since: revision });

type Begun = { readonly image: string; readonly service: string; readonly host: string };

/** Begins an update anew in the place of a draft; where that may not be removed all is as it was. */
export async function beginInstead(
  desk: Removing & Pick<Client['draft'], 'begin'>,
  begun: Begun,
  instead: Seen | null,
): Promise<Draft> {
  const draft = await desk.begin(begun);
  if (!instead) return draft;
  try {
    await removeSeen(desk, instead);
    return draft;
  } catch (failure) {
    await removeSeen(desk, draft).catch(() => undefined);
    throw failure;
  }
}
