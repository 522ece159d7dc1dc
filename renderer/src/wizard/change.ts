/** "+0.009", "−3", "same": how far a number is from the one before. Whether that is better only a person knows. */
export function byWords(by: number): string {
  if (by === 0) return 'same';
  return `${by > 0 ? '+' : '−'}${numberWords(Math.abs(by))}`;
}

/** In four digits that count, without the dust that subtracting leaves: 0.971 − 0.962 is 0.009. Whole numbers stay whole. */
export const numberWords = (value: number): string =>
  String(Number.isInteger(value) ? value : Number(value.toPrecision(4)));
