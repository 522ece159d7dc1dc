import { createContext, useContext } from 'react';
import type { Asked } from '#contract/problem';
import { failureIn } from '../wire/failure.ts';

/** What somebody is asked before a guarded host is changed. */
export type Agreement = Extract<Asked, { what: 'agreement' }>;

export const AgreementContext = createContext<(asks: Agreement) => Promise<boolean>>(async () => false);

/** The question of a call that was refused for want of an agreement; null where it failed for anything else. Pure. */
export function agreementIn(thrown: unknown): Agreement | null {
  const failure = failureIn(thrown);
  return failure.kind === 'problem' && failure.asks?.what === 'agreement' ? failure.asks : null;
}

/** Makes a call, and again with the host's name once somebody agreed; who does not is told that nothing was changed. */
export function useAgreeing() {
  const ask = useContext(AgreementContext);
  return async <T>(work: (agreed: { agreed?: string }) => Promise<T>): Promise<T> => {
    try {
      return await work({});
    } catch (error) {
      const asks = agreementIn(error);
      if (!asks || !(await ask(asks))) throw error;
      return await work({ agreed: asks.host });
    }
  };
}
