import { lazyRouteComponent } from '@tanstack/react-router';

/** A page's own files did not come: the network changed, or the server was away, or is another version by now. */
export class PageNotLoaded extends Error {
  override name = 'PageNotLoaded';
}

/** A page that is loaded when it is first opened. Under its own name a failure is shown, rather than loaded again at once. */
export function lazyPage<Pages extends Record<Name, () => React.ReactNode>, const Name extends keyof Pages & string>(
  load: () => Promise<Pages>,
  name: Name,
) {
  return lazyRouteComponent(
    () =>
      load().catch((cause: unknown): Promise<Pages> => {
        throw new PageNotLoaded('The page was not loaded.', { cause });
      }),
    name,
  );
}

/** Where the time is kept at which this window was last loaded again by itself, and how many milliseconds that counts. */
const key = 'slipway-loaded-again';
const recently = 60_000;

/** Whether the window may be loaded again without being asked: not a second time, which would go on without end. */
export function mayLoadAgain(store: Pick<Storage, 'getItem' | 'setItem'>, now: number): boolean {
  const before = Number(store.getItem(key));
  if (before > now - recently && before <= now) return false;
  store.setItem(key, String(now));
  return true;
}
