import type { Carrier, Carrying } from './carrier.ts';

/**
 * Milliseconds between two looks, and after how many of them in silence the other end is asked whether it is there, and
 * given up. Looks are counted rather than time: a machine that slept hears what waited before the second one.
 */
const usual = { every: 2_000, ask: 3, lost: 8 };
/** Calls are counted from 1: the answer is nobody's, and being heard is all that it is for. */
const ping = JSON.stringify({ n: 0, ping: true });

/** A connection that is dropped when nothing comes over it any more, as after a sleep or behind a cable that was pulled. */
export function watched(carrying: Carrying, { every, ask, lost } = usual): Carrying {
  return (heard) => {
    let silent = 0;
    let open = false;
    let over = false;
    const end = (why: 'dropped' | 'refused') => {
      if (over) return;
      over = true;
      clearInterval(looking);
      heard.closed(why);
    };
    const looking = setInterval(() => {
      silent += 1;
      if (open && silent === ask) carrier.say(ping);
      if (silent < lost) return;
      // The other end does not say that it is closed: it is not waited for.
      end('dropped');
      carrier.close();
    }, every);
    const carrier: Carrier = carrying({
      opened() {
        if (over) return;
        silent = 0;
        open = true;
        heard.opened();
      },
      said(text) {
        silent = 0;
        if (!over) heard.said(text);
      },
      closed: end,
    });
    return carrier;
  };
}
