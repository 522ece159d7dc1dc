import { useNavigate, useSearch } from '@tanstack/react-router';

/** What is open on a service's page before anything is done. */
const all = ['scale', 'go-back', 'more', 'retire'] as const;
export type Doing = (typeof all)[number];

/** Pure: of a page's address what is open; anything else is nothing. */
export function doingIn({ do: asked }: Record<string, unknown>): { do?: Doing } {
  const doing = all.find((one) => one === asked);
  return doing ? { do: doing } : {};
}

/** It stands in the address, so that the palette leads to it; what opens or closes is no step to go back over. */
export function useDoing(): readonly [doing: Doing | null, open: (doing: Doing | null) => void] {
  const { do: doing = null } = doingIn(useSearch({ strict: false }));
  const navigate = useNavigate();
  return [doing, (next) => void navigate({ to: '.', search: next ? { do: next } : {}, replace: true })];
}
