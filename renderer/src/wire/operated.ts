/** Milliseconds between two times that the server is told that somebody uses this page. */
const often = 60_000;
/** What a person does. A pointer that lies still is moved by what changes below it, so that does not count. */
const acts = ['keydown', 'pointerdown', 'wheel'] as const;

/** Tells, at most once a minute, that somebody uses the page; a page that only shows what happens is used by nobody. */
export function whenOperated(page: EventTarget, tell: () => void, signal: AbortSignal): void {
  let told = Number.NEGATIVE_INFINITY;
  const acted = () => {
    if (performance.now() - told < often) return;
    told = performance.now();
    tell();
  };
  for (const act of acts) page.addEventListener(act, acted, { capture: true, passive: true, signal });
}
