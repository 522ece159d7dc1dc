import { type Hiding, instead } from './hiding.ts';

/** What a service file gives to a model as it stands. */
export type Given = {
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly command?: readonly string[] | undefined;
  readonly args?: readonly string[] | undefined;
};
/** A place in the file's `model`. */
export type GivenPlace = readonly ['env', string] | readonly ['command' | 'args', number];

/**
 * Where a secret's value stands among what is given to the model. There one would stand instead of being named, so that 8
 * characters of it are enough, and any value that is the whole of a text.
 */
export const visibleAmong = (given: Given, hiding: Hiding): GivenPlace[] =>
  placesOf(given, (value) => hiding.is(value) || hiding.finds(value, 8));

/** Where a value was taken out of a draft: what is left there is nothing to start a model with. */
export const takenOutAmong = (given: Given): GivenPlace[] => placesOf(given, (value) => value.includes(instead));

function placesOf({ env = {}, command = [], args = [] }: Given, has: (value: string) => boolean): GivenPlace[] {
  const given: (readonly [GivenPlace, string])[] = [
    ...Object.entries(env).map(([name, value]) => [['env', name], value] as const),
    ...command.map((value, index) => [['command', index], value] as const),
    ...args.map((value, index) => [['args', index], value] as const),
  ];
  return given.filter(([, value]) => has(value)).map(([place]) => place);
}

/** The place as somebody would look for it. */
export const placeWords = ([key, at]: GivenPlace): string => (key === 'env' ? `model.env.${at}` : `model.${key}`);
