import { parseDocument } from 'yaml';
import { Problem, type ProblemShape } from '#contract/problem';
import type { Hiding } from '../secrets/hiding.ts';
import { parseServiceFile, readSource } from '../service/parse.ts';

/** By this name the mistakes of a draft call it. */
export const draftName = 'slipway.yaml';

/** The fields of a text as they are written, also where others are wrong; `problem` is what keeps it from being deployed. */
export function readFields(text: string, hiding: Hiding): { fields: unknown; problem: ProblemShape | null } {
  const source = { name: draftName, text };
  return { fields: fieldsOf(source), problem: problemIn(source, hiding) };
}

function problemIn(source: { name: string; text: string }, hiding: Hiding): ProblemShape | null {
  try {
    parseServiceFile(source);
    return null;
  } catch (error) {
    if (error instanceof Problem) return hiding.error(error).toJSON();
    throw error;
  }
}

/** Null where nothing of it can be read. */
export function fieldsOf(source: { name: string; text: string }): unknown {
  try {
    return readSource(source).value ?? leftOf(source.text);
  } catch (error) {
    if (error instanceof Problem) return null;
    throw error;
  }
}

/** What can be read of YAML that is broken somewhere, so that a form does not empty itself while somebody types. */
function leftOf(text: string): unknown {
  try {
    const document = parseDocument(text, { schema: 'core', uniqueKeys: false, prettyErrors: false, logLevel: 'error' });
    // As it travels: what an alias made into a circle cannot be told.
    return JSON.parse(JSON.stringify(document.toJS({ maxAliasCount: 100 })));
  } catch {
    return null;
  }
}
