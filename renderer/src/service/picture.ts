import type { Greys } from '../ui/Picture.tsx';

/** Numbers along a side: fewer say nothing, more are no picture that a person reads at this size. */
const [least, most] = [6, 32];

/** The one square of numbers in the body of a request, however it is nested, as a picture; null where there is none. Pure. */
export function pictureIn(body: unknown): Greys | null {
  const [numbers, ...others] = numbersIn(body);
  if (!numbers || others.length > 0) return null;
  const side = Math.sqrt(numbers.length);
  if (!Number.isInteger(side) || side < least || side > most) return null;
  if (!numbers.every((one) => Number.isFinite(one) && one >= 0)) return null;
  const brightest = Math.max(...numbers);
  return brightest > 0 ? { side, greys: numbers.map((one) => one / brightest) } : null;
}

/** The same of a body as it is typed. Pure. */
export function pictureInText(body: string): Greys | null {
  try {
    return pictureIn(JSON.parse(body));
  } catch {
    return null;
  }
}

/** Deeper than any protocol puts its numbers. */
const deepest = 8;

/** The lists of numbers in a value, each with the lists in it spread out; what says a shape is none of them. */
function numbersIn(value: unknown, depth = 0): readonly (readonly number[])[] {
  if (depth > deepest) return [];
  const within = (one: unknown) => numbersIn(one, depth + 1);
  if (Array.isArray(value)) {
    const flat: unknown[] = value.flat(3);
    return flat.length > 0 && flat.every((one) => typeof one === 'number') ? [flat] : value.flatMap(within);
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, one]) => (name === 'shape' ? [] : within(one)));
}
