import type { SafeMode } from '#contract/host';
import { Problem } from '#contract/problem';

/** A host by its name, and how it is guarded; one that is not said is not. */
export type Guarded = { readonly name: string; readonly mode?: SafeMode };

/**
 * Before an act on what serves or runs on a host: READ_ONLY where nothing may be changed there, CONFIRMATION_NEEDED where a
 * person has to agree and did not. `act` reads as "The deploy of digits"; `agreed` is the host's name, as it was agreed to.
 */
export function permit(host: Guarded, act: string, agreed: string | undefined): void {
  refuseReadOnly(host, act);
  const { name, mode = 'silent' } = host;
  if (mode === 'silent' || mode === 'read-only' || agreed === name) return;
  throw new Problem('CONFIRMATION_NEEDED', `${act} changes the host ${name}, which wants ${wants[mode]} first`, {
    hint: `Nothing was changed. Agree to it at a terminal or on the screen, or repeat the command with --yes.`,
    asks: { what: 'agreement', host: name, how: mode, act },
  });
}

const wants = { confirm: 'a yes', 'type-name': 'its name typed' } as const;

/** READ_ONLY where nothing may be changed on a host: what only adds to it, or tries something there, is refused as well. */
export function refuseReadOnly({ name, mode }: Guarded, act: string): void {
  if (mode === 'read-only') throw readOnly(name, act);
}

export const readOnly = (host: string, act: string): Problem =>
  new Problem('READ_ONLY', `${act} is refused: the host ${host} is read-only in this console`, {
    hint: `Nothing was changed, and looking still works. Whoever may change it sets another mode first: slipway hosts mode ${host} confirm`,
  });
