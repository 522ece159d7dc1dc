import { useEffect, useState } from 'react';

/** The time in milliseconds since 1970, again every `every` of them while the page is seen. */
export function useNow(every = 1000): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const tick = setInterval(() => {
      if (!document.hidden) setNow(Date.now());
    }, every);
    return () => clearInterval(tick);
  }, [every]);
  return now;
}
