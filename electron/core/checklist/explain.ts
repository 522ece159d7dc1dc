import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Explanation } from '#contract/checklist';
import { Problem } from '#contract/problem';
import { resourcesFolder } from '../resources.ts';
import { allChecks } from './all.ts';

/** What a check is about, in its help text's words. BAD_COMMAND for an id that no check has. */
export function explainCheck(id: string): Explanation {
  const check = allChecks.find((it) => it.id.toLowerCase() === id.toLowerCase());
  if (!check)
    throw new Problem('BAD_COMMAND', `There is no check ${id}`, {
      hint: 'Their ids are those of the findings, such as SEC-01.',
    });
  const { name, area, severity, since, stop, source, asks } = check;
  const text = helpOf(check.id) ?? '';
  return { id: check.id, name, area, severity, since, stop: stop !== undefined, source, text, question: asks ?? null };
}

/** Null where there is none. */
export function helpOf(id: string): string | null {
  const file = join(resourcesFolder(), 'checks', `${id}.md`);
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : null;
}
