const secondsOf = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 } as const;
const durationWords: readonly (readonly [RegExp, keyof typeof secondsOf])[] = [
  [/^(ms|msecs?|millis?|milliseconds?)$/, 'ms'],
  [/^(s|secs?|seconds?)?$/, 's'],
  [/^(m|mins?|minutes?)$/, 'm'],
  [/^(h|hrs?|hours?)$/, 'h'],
  [/^(d|days?)$/, 'd'],
  [/^(w|weeks?)$/, 'w'],
];

/**
 * The candidate that was most likely meant, or null. One mistake in three letters is forgiven, a missing end
 * ("prod" for "production") always; upper and lower case, "-" and "_" make no difference.
 */
export function nearest(text: string, candidates: readonly string[]): string | null {
  const given = plain(text);
  if (given === '' || given.length > 100) return null;
  const allowed = Math.max(1, Math.floor(given.length / 3));
  let best: { candidate: string; far: number } | null = null;
  for (const candidate of candidates) {
    const wanted = plain(candidate);
    const far = given.length > 1 && wanted.startsWith(given) ? 0.5 : distance(given, wanted);
    if (far <= allowed && far < (best?.far ?? Number.POSITIVE_INFINITY)) best = { candidate, far };
  }
  return best?.candidate ?? null;
}

/** "10 sec" or a bare 10 → "10s", "1h30m" → "90m"; null where no duration can be made out. */
export function nearestDuration(value: unknown): string | null {
  const text = String(value).trim().toLowerCase();
  const terms = [...text.matchAll(/(\d+(?:[.,]\d+)?)\s*([a-z]*)\s*/g)];
  if (terms.length === 0 || terms.map(([term]) => term).join('') !== text) return null;
  let seconds = 0;
  let finest: keyof typeof secondsOf = 'w';
  for (const [, number = '', word = ''] of terms) {
    const unit = durationWords.find(([words]) => words.test(word))?.[1];
    if (!unit) return null;
    seconds += Number(number.replace(',', '.')) * secondsOf[unit];
    if (secondsOf[unit] < secondsOf[finest]) finest = unit;
  }
  const unit = finest === 'w' ? 'd' : finest;
  return `${rounded(seconds / secondsOf[unit])}${unit}`;
}

/** "512mb", "512 MiB" → "512m"; "1t" → "1024g"; null where no size can be made out. */
export function nearestSize(value: unknown): string | null {
  const [, number, unit] = /^(\d+(?:[.,]\d+)?)\s*([bkmgt]?)(?:i?b|bytes?)?$/i.exec(String(value).trim()) ?? [];
  if (number === undefined || unit === undefined) return null;
  const amount = Number(number.replace(',', '.'));
  return unit.toLowerCase() === 't' ? `${rounded(amount * 1024)}g` : `${rounded(amount)}${unit.toLowerCase()}`;
}

/** 5 or "5 percent" → "5%"; null where no share from 0 to 100 % can be made out. */
export function nearestRatio(value: unknown): string | null {
  const [, number] = /^(\d+(?:[.,]\d+)?)\s*(?:%|percent|pct)?$/i.exec(String(value).trim()) ?? [];
  return number === undefined || Number(number.replace(',', '.')) > 100 ? null : `${number.replace(',', '.')}%`;
}

/** "My Digits" → "my-digits"; null where nothing usable is left. */
export function nearestServiceName(value: unknown): string | null {
  const name = String(value)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^-+|-+$/g, '');
  return name.length < 2 ? null : name;
}

const plain = (text: string): string => text.toLowerCase().replace(/[-_\s]/g, '');
const rounded = (number: number): number => Number(number.toPrecision(12));

/** Optimal string alignment distance: insertions, deletions, replacements and swapped neighbours count one each. */
function distance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number): number => rows[row]?.[column] ?? Number.POSITIVE_INFINITY;
  for (let row = 1; row <= a.length; row++) {
    rows[row] = [row];
    for (let column = 1; column <= b.length; column++) {
      const changed = a[row - 1] === b[column - 1] ? 0 : 1;
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      const far = [at(row - 1, column) + 1, at(row, column - 1) + 1, at(row - 1, column - 1) + changed];
      if (swapped) far.push(at(row - 2, column - 2) + 1);
      (rows[row] ?? []).push(Math.min(...far));
    }
  }
  return at(a.length, b.length);
}
