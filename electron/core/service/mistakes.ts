import type * as z from 'zod';
import type { Mistake, Spot } from './document.ts';
import { keysAt, sectionOf } from './jsonschema.ts';
import { nearest } from './nearest.ts';
import { suggestion } from './suggestion.ts';
import { kindOf, named, shown } from './wording.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** Each thing that the schema found wrong, in words and with its offset in the text; one for each value. */
export function mistakesOf(issues: readonly Issue[], value: unknown, root: Spot): Mistake[] {
  const explained = new Set<string>();
  const all = issues.flatMap((issue) => {
    const key = issue.path.join('\n');
    if (issue.code !== 'unrecognized_keys' && explained.has(key)) return [];
    if (issue.code !== 'unrecognized_keys') explained.add(key);
    return explain(issue, [], value, root);
  });
  // A key that is only misspelled is not missing as well.
  const meant = new Set(all.map((mistake) => mistake.meant));
  return all.filter(({ lacks }) => lacks === undefined || !meant.has(lacks));
}

/** `meant` is the path that a misspelled key was meant to be, `lacks` the path of a key that is missing. */
type Explained = Mistake & { readonly meant?: string; readonly lacks?: string };

function explain(issue: Issue, base: Path, value: unknown, root: Spot): Explained[] {
  const path = [...base, ...issue.path];
  const found = valueAt(value, path);
  const spot = spotAt(root, path);
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(key, path, found, spot));
  if (issue.code === 'invalid_key') {
    const what = `${JSON.stringify(path.at(-1))} is not right as a key of ${named(path.slice(0, -1))}; wanted ${issue.issues[0]?.message}`;
    return [{ at: spot.keyAt ?? spot.at, what }];
  }
  if (found === undefined) return [missing(path, issue.message, root)];
  if (issue.code === 'invalid_union' && typeof found === 'object' && found !== null) {
    const branch = branchFor(issue.errors);
    if (branch) return branch.flatMap((inner) => explain(inner, path, value, root));
  }
  if (issue.code === 'custom' && typeof found === 'object')
    return [{ at: spot.at, what: `${named(path)}: wanted ${issue.message}` }];
  const secret = isSecret(path);
  const meant = secret ? null : suggestion(issue, path, found, spot.source ?? String(found));
  const what = `${named(path)} is ${secret ? kindOf(found) : shown(found)}; wanted ${issue.message}${meant === null ? '' : `. Did you mean ${meant}?`}`;
  if (found === null) return [{ at: spot.at, what, hint: 'Remove it, or give it a value.' }];
  return [{ at: spot.at, what, ...(meant === null ? {} : { hint: `Write ${meant} for ${named(path)}.` }) }];
}

/** Who mixes up name and value here must not find the value on the screen and in every log. */
const isSecret = ([part, key]: Path): boolean =>
  (part === 'model' && (key === 'secrets' || key === 'env')) || (part === 'front' && (key === 'keys' || key === 'tls'));

function unknownKey(key: string, path: Path, mapping: unknown, spot: Spot): Explained {
  const at = spot.children.get(key)?.keyAt ?? spot.at;
  const place = path.length === 0 ? 'the service file' : named(path);
  const known = keysAt(path);
  if (known.includes(key)) {
    const others = Object.keys(mapping ?? {}).filter((other) => other !== key && other !== 'name');
    return { at, what: `"${key}" cannot stand beside ${others.map((other) => `"${other}"`).join(', ')} in ${place}` };
  }
  const free = known.filter((other) => !spot.children.has(other));
  const meant = nearest(key, free);
  if (meant)
    return {
      at,
      what: `unknown key "${key}" in ${place}. Did you mean "${meant}"?`,
      hint: `Write ${meant}:`,
      meant: named([...path, meant]),
    };
  const section = sectionOf(key);
  if (section && path[0] !== section)
    return { at, what: `unknown key "${key}" in ${place}. It belongs in ${section}`, hint: `Move it to ${section}:` };
  return { at, what: `unknown key "${key}" in ${place}`, hint: `Known there: ${known.join(', ')}.` };
}

function missing(path: Path, wantedThere: string, root: Spot): Explained {
  const what = `${named(path)} is missing; wanted ${wantedThere}`;
  return { at: spotAt(root, path.slice(0, -1)).at, what, hint: `Add ${named(path)}.`, lacks: named(path) };
}

/** Of the forms that a mapping or list may have, the one it comes nearest to; null where it may be none. */
function branchFor(branches: readonly (readonly Issue[])[]): readonly Issue[] | null {
  const fitting = branches.filter(
    (issues) =>
      issues.length > 0 && issues.every((issue) => issue.path.length > 0 || issue.code === 'unrecognized_keys'),
  );
  return [...fitting].sort((a, b) => a.length - b.length)[0] ?? null;
}

function valueAt(value: unknown, path: Path): unknown {
  let at = value;
  for (const step of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return undefined;
    at = (at as Record<PropertyKey, unknown>)[step];
  }
  return at;
}

/** Where a path leads, or as far along it as the text goes. */
export function spotAt(root: Spot, path: Path): Spot {
  let spot = root;
  for (const step of path) {
    const next = spot.children.get(String(step));
    if (!next) break;
    spot = next;
  }
  return spot;
}
