import type { FieldEdit } from '#contract/checklist';
import type { Check, Judged } from './check.ts';

const set = (text: string, minutes: number, ...fields: FieldEdit[]): NonNullable<Judged['remedy']> => ({
  text,
  minutes,
  set: fields,
});

const tellsSecret = /(PASSWORD|PASSWD|TOKEN|SECRET|BEARER|PRIVATE_KEY|ACCESS_KEY|API_?KEY|CREDENTIALS)/i;
/** A name that points to a file, or a value that is one, is no secret itself. */
const isPath = (name: string, value: string): boolean => /_(FILE|PATH|DIR)$/i.test(name) || /^\/[\w./-]*$/.test(value);

const secrets: Check = {
  id: 'SEC-19',
  area: 'security',
  severity: 'blocker',
  since: 'trial',
  judge: ({ file: { model } }) => {
    const written = Object.entries(model.env)
      .filter(([name, value]) => value !== '' && tellsSecret.test(name) && !isPath(name, value))
      .map(([name]) => name);
    const given = model.secrets.flatMap((it) => ('env' in it ? [it.env] : []));
    const base = { wanted: 'none', from: 'model.env, model.secrets' };
    if (written.length > 0)
      return {
        ...base,
        verdict: 'fail',
        value: written.join(', '),
        title: `${written.join(', ')}: a secret in the file, by its name`,
        detail: 'What stands in the file stands in the history, on the host and in docker inspect.',
        remedy: set('Keep the value as a secret, and name it in model.secrets with a file.', 5),
      };
    if (given.length > 0)
      return {
        ...base,
        verdict: 'warn',
        value: given.join(', '),
        title: 'A secret is given in the environment',
        detail: `Who may inspect the container can read ${given.join(', ')}. A file is safer.`,
        remedy: set('Give it as a file, where the server can read one: { name, file: /run/secrets/NAME }.', 10),
      };
    return {
      ...base,
      verdict: 'pass',
      value: 'none',
      title: 'No secret in the environment',
      detail: 'No variable has the name of a secret, and no secret is given as one.',
      remedy: null,
    };
  },
};

const root: Check = {
  id: 'SEC-02',
  area: 'security',
  severity: 'major',
  since: 'internal',
  judge: ({ file: { security }, imageUser }) => {
    const user = security.user ?? imageUser;
    const from = security.user === undefined ? 'the image' : 'security.user';
    const base = { wanted: 'another user than root', from };
    if (user === null)
      return {
        ...base,
        verdict: 'unchecked',
        value: '',
        title: 'It is not known which user it runs as',
        detail: 'The file names none, and the image was not looked at.',
        remedy: null,
      };
    const isRoot = /^(|0|root)(:.*)?$/.test(user);
    return {
      ...base,
      verdict: isRoot ? 'warn' : 'pass',
      value: user || 'root',
      title: isRoot ? 'It runs as root' : 'It does not run as root',
      detail: isRoot
        ? 'Who breaks into the model is root in its container.'
        : 'Who breaks into the model has no rights in its container.',
      remedy: isRoot
        ? set('Run it as another user; the golden requests tell whether it still works.', 5, {
            path: ['security', 'user'],
            value: '1000:1000',
          })
        : null,
    };
  },
};

const capabilities: Check = {
  id: 'SEC-03',
  area: 'security',
  severity: 'major',
  since: 'production',
  judge: ({ file: { security } }) => {
    const dropped = security.capDrop.includes('ALL');
    return {
      verdict: dropped ? 'pass' : 'warn',
      value: security.capDrop.join(', ') || 'none dropped',
      wanted: 'ALL dropped',
      from: 'security.capDrop',
      title: dropped ? 'It has no capabilities' : 'It has capabilities that a model does not need',
      detail: dropped ? 'All of them are dropped.' : 'Docker gives fourteen by default.',
      remedy: dropped ? null : set('Drop them all.', 2, { path: ['security', 'capDrop'], value: ['ALL'] }),
    };
  },
};

const readOnly: Check = {
  id: 'SEC-07',
  area: 'security',
  severity: 'minor',
  since: 'production',
  judge: ({ file: { security } }) => ({
    verdict: security.readOnly ? 'pass' : 'warn',
    value: security.readOnly ? 'read-only' : 'writable',
    wanted: 'read-only',
    from: 'security.readOnly',
    title: security.readOnly ? 'Its root file system is read-only' : 'Its root file system can be written',
    detail: security.readOnly
      ? 'What gets in cannot stay.'
      : 'What is written there is lost with the replica, and what gets in can stay until then.',
    remedy: security.readOnly
      ? null
      : set(
          'Make it read-only with /tmp in memory; the golden requests tell whether it still works.',
          5,
          { path: ['security', 'readOnly'], value: true },
          { path: ['security', 'tmpfs'], value: [...new Set([...security.tmpfs, '/tmp'])] },
        ),
  }),
};

export const securityChecks: readonly Check[] = [secrets, root, capabilities, readOnly];
