import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { basename, delimiter, isAbsolute, join } from 'node:path';
import { Problem } from '#contract/problem';
import { grype } from './grype.ts';
import type { Tool } from './tool.ts';
import { trivy } from './trivy.ts';

/** A scanner that is installed on this machine. */
export type Scanner = { readonly tool: Tool; readonly file: string };

const tools = [trivy, grype] as const;
const endings = process.platform === 'win32' ? ['.exe'] : [''];

/**
 * The scanner that `setting` names, by its full path or its name on PATH, or else the first one of trivy and grype that is
 * on PATH. SCAN_FAILED where there is none, with how to get one.
 */
export async function findScanner(setting: string | null, env: NodeJS.ProcessEnv): Promise<Scanner> {
  if (setting === null) {
    for (const tool of tools) {
      const file = await onPath(tool.name, env);
      if (file) return { tool, file };
    }
    throw new Problem('SCAN_FAILED', 'There is no scanner on this machine', { hint: howToGet });
  }
  // By its beginning: "trivy-0.69" is trivy.
  const tool = tools.find(({ name }) => basename(setting).startsWith(name));
  const file = isAbsolute(setting) ? await runnable(setting) : await onPath(setting, env);
  if (tool && file) return { tool, file };
  const what = tool ? 'no program here' : 'neither trivy nor grype by its name';
  throw new Problem('SCAN_FAILED', `The scanner that is set, ${setting}, is ${what}`, {
    hint: 'Name the full path of trivy or grype in SLIPWAY_SCANNER, or nothing: then it is looked for on PATH.',
  });
}

export const howToGet =
  'Install trivy (trivy.dev) or grype (oss.anchore.com) on the machine of the console, so that it is on PATH, or name it in SLIPWAY_SCANNER.';

/** A folder that PATH names by where the process happens to stand is passed over. */
async function onPath(name: string, { PATH = '' }: NodeJS.ProcessEnv): Promise<string | null> {
  for (const folder of PATH.split(delimiter).filter(isAbsolute))
    for (const ending of endings) {
      const file = await runnable(join(folder, `${name}${ending}`));
      if (file) return file;
    }
  return null;
}

const runnable = (file: string): Promise<string | null> =>
  access(file, constants.X_OK).then(
    () => file,
    () => null,
  );
