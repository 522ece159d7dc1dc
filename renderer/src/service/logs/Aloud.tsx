import { useEffect, useState } from 'react';
import type { LogFeed } from './feed.ts';

/** Milliseconds between two announcements, and the lines that one holds at most. */
const every = 2000;
const most = 5;

/** New lines for a screen reader, when somebody asked for it: the last few at a time, and how many were passed over. */
export function Aloud({ feed, on }: { readonly feed: LogFeed; readonly on: boolean }) {
  const [said, setSaid] = useState('');
  useEffect(() => {
    if (!on) return setSaid('');
    let from = feed.ring.end;
    const tick = setInterval(() => {
      const { end } = feed.ring;
      if (end === from) return;
      const begin = Math.max(from, end - most, feed.ring.first);
      const lines = Array.from({ length: end - begin }, (_, at) => feed.ring.text(begin + at).slice(0, 300));
      setSaid([...(begin > from ? [`${begin - from} more lines before`] : []), ...lines].join('\n'));
      from = end;
    }, every);
    return () => clearInterval(tick);
  }, [on, feed]);
  return (
    <div className="hidden-text" aria-live={on ? 'polite' : 'off'}>
      {said}
    </div>
  );
}
