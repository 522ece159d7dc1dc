import { parseDocument } from 'yaml';
import { Problem } from '#contract/problem';
import { type Hiding, instead } from '../secrets/hiding.ts';
import { type Given, type GivenPlace, visibleAmong } from '../secrets/visible.ts';
import { editText } from './edit.ts';

/**
 * Whether a secret's value stands in a draft's text: the rule of `refuseVisible`, so that nothing is kept in the record
 * that could not be deployed for it, and in YAML that is broken any word of it.
 */
export function isVisibleIn(text: string, hiding: Hiding): boolean {
  return hiding.finds(text) || (placesIn(text, hiding)?.length ?? wordsIn(text).filter(hiding.is).length) > 0;
}

/** The text with a mark where a value stood; `hiding` knows no other values, which it would take out as well. */
export function withoutValues(text: string, hiding: Hiding): string {
  if (!isVisibleIn(text, hiding)) return text;
  const places = placesIn(text, hiding);
  const rest = places && marked(text, places);
  return rest === null || hiding.finds(rest) ? hiding.text(rest ?? text) : rest;
}

/** Null where one of the places cannot be set. */
function marked(text: string, places: readonly GivenPlace[]): string | null {
  const set = places.map((place) => ({ path: ['model', ...place], value: instead }));
  try {
    return editText(text, set);
  } catch (error) {
    if (error instanceof Problem) return null;
    throw error;
  }
}

/** Null where the text cannot be read. */
function placesIn(text: string, hiding: Hiding): GivenPlace[] | null {
  try {
    // Every value as it is written: 0123 is no number to whoever has it as a password.
    const document = parseDocument(text, {
      schema: 'failsafe',
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: 'error',
    });
    if (document.errors.length > 0) return null;
    return visibleAmong(givenIn(mapping(mapping(document.toJS({ maxAliasCount: 100 })).model)), hiding);
  } catch {
    return null;
  }
}

const givenIn = (model: Readonly<Record<string, unknown>>): Given => ({
  env: Object.fromEntries(Object.entries(mapping(model.env)).filter(isText)),
  command: texts(model.command),
  args: texts(model.args),
});

const mapping = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
const isText = (entry: [string, unknown]): entry is [string, string] => typeof entry[1] === 'string';
const texts = (value: unknown): string[] => [value].flat().map((one) => (typeof one === 'string' ? one : ''));

/** What could be a value in YAML that is broken: the end of each line, and its words. */
const wordsIn = (text: string): string[] =>
  text.split('\n').flatMap((line) => {
    const rest = line.replace(/^[^:=]*?(?:: |- |=)/, '').replace(/^\s*['"]?|['"]?\s*$/g, '');
    return [rest, ...line.split(/[\s'"`,{}[\]=:]+/)];
  });
