/** A line that is shown, and whether it is there for itself or only around one that is. */
export type Shown<T> = { readonly line: T; readonly hit: boolean };

/** Takes the lines of one log in their order and lets through the hits with `around` lines before and after each. */
export function withContext<T>(around: number): (line: T, hit: boolean) => Shown<T>[] {
  let before: T[] = [];
  let after = 0;
  return (line, hit) => {
    if (hit) {
      const shown = [...before.map((it) => ({ line: it, hit: false })), { line, hit: true }];
      before = [];
      after = around;
      return shown;
    }
    if (after > 0) {
      after -= 1;
      return [{ line, hit: false }];
    }
    if (around > 0) before = [...before, line].slice(-around);
    return [];
  };
}
