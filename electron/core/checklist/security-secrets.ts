import * as z from 'zod';
import { advise, type Check, fail, pass, recreate, warn } from './check.ts';
import { type Look, someTexts, Unknown } from './look.ts';
import { secretsInCommand, secretsInEnvironment } from './secret-words.ts';

const mostNamed = 10;

export const secrets: Check = {
  id: 'SEC-19',
  name: 'Secrets',
  area: 'security',
  severity: 'blocker',
  since: 'trial',
  stop: 'secret-visible',
  partly: true,
  needs: ['container', 'file', 'image'],
  fields: ['model.env', 'model.secrets', 'model.command', 'model.args', 'model.image'],
  lasts: 30,
  source: 'CIS Docker 4.10; OWASP Docker R12; PRODUCT.md, stops',
  elsewhere: recreate(
    'Mount the value as a file and name that in the environment (NAME_FILE), then change the value.',
    10,
  ),
  judge: (look) => {
    const { kind } = look.subject;
    const given =
      kind === 'container' ? [] : look.of('file').model.secrets.flatMap((it) => ('env' in it ? [it.env] : []));
    const environment = look.unseen('container', 'Config.Env', someTexts);
    const inEnvironment = [...new Set(secretsInEnvironment(environment))].filter((name) => !given.includes(name));
    if (inEnvironment.length > 0) return visible(look, inEnvironment, 'environment');
    refuseHalf(look);
    const inCommand = [...new Set(secretsInCommand(look.unseen('container', 'Args', z.array(z.string()))))];
    if (inCommand.length > 0) return visible(look, inCommand, 'command');
    if (given.length > 0)
      return warn(
        [
          'A secret is given in the environment',
          `Who may inspect the container can read ${given.join(', ')}. A file is safer.`,
        ],
        { value: given.join(', '), wanted: 'none' },
        advise('Give it as a file, where the server can read one: { name, file: /run/secrets/NAME }.', 10),
      );
    return pass(
      ['No secret in the environment or the command', 'No variable and no flag has the name or the form of a secret.'],
      { value: 'none', wanted: 'none' },
    );
  },
};

/** An image sets variables too: of a file that was looked at without it nothing is known to be absent. */
export function refuseHalf(look: Look): void {
  if (look.subject.kind === 'file' && !look.has('image')) throw new Unknown('What its image sets was not looked at.');
}

/** By its name alone a file's value is only likely to be one: the plan stops what is known to be. */
function visible(look: Look, found: readonly string[], where: 'environment' | 'command') {
  const names = found.slice(0, mostNamed).join(', ');
  const isFile = look.subject.kind === 'file';
  const words = isFile
    ? ([
        `${names}: a secret in the file, by its name`,
        'What stands in the file stands in the history, on the host and in docker inspect.',
      ] as const)
    : ([`${names}: a secret in the ${where}`, 'Who may inspect the container reads its value there.'] as const);
  const mend = advise('Keep the value as a secret, and name it in model.secrets with a file.', 5);
  return { ...fail(words, { value: names, wanted: 'none' }, mend), ...(isFile ? { stops: false } : {}) };
}
