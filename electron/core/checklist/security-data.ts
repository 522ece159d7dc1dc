import { posix } from 'node:path';
import * as z from 'zod';
import type { Remedy } from '#contract/checklist';
import { advise, type Check, fail, field, idle, notTried, pass, recreate, warn } from './check.ts';
import { type Look, someTexts } from './look.ts';

const tellsSecret = /(PASSWORD|PASSWD|TOKEN|SECRET|BEARER|PRIVATE_KEY|ACCESS_KEY|API_?KEY|CREDENTIALS|AZURE\w*KEY)/i;
/** Settings that have such a word in their name and hold none. */
const setting =
  /(MAX|MIN|NUM|TOTAL|LIMIT|LENGTH|COUNT|TYPE|AUTH)_?\w*TOKENS?|TOKENS?_?(PARALLEL|LIMIT|COUNT|TYPE)|TOKENIZERS?/i;
/** A name that points to where something is, or a value that is a file, is no secret itself. */
const isPath = (name: string, value: string): boolean =>
  /_(FILE|PATH|DIR|URL|URI|HOST|ENDPOINT|NAME|TYPE|TTL|HEADER)$/i.test(name) || /^\/[\w./-]*$/.test(value);
const isPlain = (value: string): boolean =>
  value === '' || /^(\d{1,4}|true|false|yes|no|on|off|none|null|default)$/i.test(value);
/** What is one by its form, whatever it is called: a PEM key, an address with a password, and tokens that say whose they are. */
const secretValue =
  /-----BEGIN [A-Z ]*PRIVATE KEY|:\/\/[^/:@\s]*:[^/@\s]+@|^(hf_[A-Za-z0-9]{20,}|sk-[A-Za-z0-9_-]{20,}|gh[pousr]_[A-Za-z0-9]{30,}|AKIA[0-9A-Z]{16}|xox[baprs]-[\w-]{10,})/;

const secrets: Check = {
  id: 'SEC-19',
  name: 'Secrets',
  area: 'security',
  severity: 'blocker',
  since: 'trial',
  stop: 'secret-visible',
  partly: true,
  needs: ['container', 'file'],
  fields: ['model.env', 'model.secrets'],
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
    const visible = environment.flatMap((entry) => {
      const [, name = '', value = ''] = /^([^=]*)=(.*)$/s.exec(entry) ?? [];
      const named = tellsSecret.test(name) && !setting.test(name) && !isPath(name, value) && !isPlain(value);
      return (named || secretValue.test(value)) && !given.includes(name) ? [name] : [];
    });
    const found = [...new Set(visible)].slice(0, 10);
    if (found.length > 0) {
      const names = found.join(', ');
      const measured = { value: names, wanted: 'none' };
      const mend = advise('Keep the value as a secret, and name it in model.secrets with a file.', 5);
      // By its name alone a file's value is only likely to be one: the plan stops what is known to be.
      return kind === 'file'
        ? {
            ...fail(
              [
                `${names}: a secret in the file, by its name`,
                'What stands in the file stands in the history, on the host and in docker inspect.',
              ],
              measured,
              mend,
            ),
            stops: false,
          }
        : fail(
            [`${names}: a secret in the environment`, 'Who may inspect the container reads its value there.'],
            measured,
            mend,
          );
    }
    if (given.length > 0)
      return warn(
        [
          'A secret is given in the environment',
          `Who may inspect the container can read ${given.join(', ')}. A file is safer.`,
        ],
        { value: given.join(', '), wanted: 'none' },
        advise('Give it as a file, where the server can read one: { name, file: /run/secrets/NAME }.', 10),
      );
    return pass(['No secret in the environment', 'No variable has the name or the form of a secret.'], {
      value: 'none',
      wanted: 'none',
    });
  },
};

const mount = z.object({
  Type: z.string(),
  Name: z.string().optional(),
  Source: z.string(),
  Destination: z.string(),
  RW: z.boolean(),
});
const mounts = z.array(mount);
const text = ({ Source, Destination, RW }: z.output<typeof mount>): string =>
  `${Source} at ${Destination}${RW ? '' : ', read-only'}`;

const engineSocket = /(docker|containerd|podman|crio)\.sock$/;
/** Folders that hold such a socket, however deep. */
const socketFolder = /^(\/|\/var|(\/var)?\/run(\/(containerd|podman|crio|user(\/\d+(\/podman)?)?))?)$/;
const holdsSocket = (folder: string): boolean => socketFolder.test(posix.resolve('/', folder));

/** A volume of the local driver may be a folder of the host with another name. */
function real(look: Look): z.output<typeof mounts> {
  const all = look.at('container', 'Mounts', mounts);
  const devices = all.some(({ Type }) => Type === 'volume') ? look.of('volumes') : {};
  return all.map((it) => {
    const device = it.Type === 'volume' ? devices[it.Name ?? ''] : undefined;
    return device === undefined ? it : { ...it, Type: 'bind', Source: device };
  });
}

const socket: Check = {
  id: 'SEC-08',
  name: 'No engine inside',
  area: 'security',
  severity: 'blocker',
  since: 'trial',
  stop: 'privileged',
  needs: ['container', 'volumes'],
  fields: ['model.volumes'],
  lasts: 1,
  source: 'CIS Docker 5.32; OWASP Docker R1; PRODUCT.md, stops',
  judge: (look) => {
    const found = real(look).filter(
      ({ Type, Source }) => Type === 'bind' && (engineSocket.test(Source) || holdsSocket(Source)),
    );
    const measured = { value: found.map(text).join('; ') || 'none', wanted: 'none' };
    return found.length > 0
      ? fail(
          ["The engine's socket is inside it", 'Who breaks into the model commands the whole host.'],
          measured,
          recreate('Create it without that mount.', 10),
        )
      : pass(["The engine's socket is not inside it", 'It cannot command the host.'], measured);
  },
};

/** The folders that CIS names, and where people and engines keep theirs. */
const sensitive = /^\/(boot|dev|etc|lib|lib64|proc|sys|usr|bin|sbin|root|home|var\/run|run|var\/lib\/docker)?(\/|$)/;
const volumeFolder = /^\/var\/lib\/docker\/volumes\//;

const paths: Check = {
  id: 'SEC-09',
  name: "The host's folders",
  area: 'security',
  severity: 'blocker',
  since: 'internal',
  needs: ['container', 'volumes'],
  fields: ['model.volumes'],
  lasts: 1,
  source: 'CIS Docker 5.6; kubescape C-0045, C-0048',
  judge: (look) => {
    const all = real(look);
    const found = all.filter(
      ({ Type, Source }) =>
        Type === 'bind' && sensitive.test(Source) && !volumeFolder.test(Source) && !engineSocket.test(Source),
    );
    const measured = { value: found.slice(0, 5).map(text).join('; ') || 'none', wanted: 'none' };
    if (found.length === 0)
      return pass(
        ["None of the host's own folders is inside it", 'It reads and writes nothing of the system.'],
        measured,
      );
    const mend = recreate('Use a volume, or a folder made for it.', 10);
    return found.some(({ RW }) => RW)
      ? fail(["It may write the host's own folders", 'What it changes there outlives it.'], measured, mend)
      : warn(["It may read the host's own folders", 'What stands there it can give away.'], measured, mend);
  },
};

const modelFolder = /(^|\/)(models?|weights|checkpoints?|huggingface|hub)(\/|$|-)/i;

const weights: Check = {
  id: 'SEC-34',
  name: 'Weights cannot be changed',
  area: 'security',
  severity: 'warning',
  since: 'internal',
  needs: ['container', 'file'],
  fields: ['model.volumes', 'model.weights'],
  lasts: 30,
  source: 'OWASP Docker R8; ML10; Triton deployment guide',
  judge: (look) => {
    const found = look.at('container', 'Mounts', mounts).filter(({ Destination }) => modelFolder.test(Destination));
    if (found.length === 0)
      return idle('No weights are mounted', 'They are in the image, or loaded at the start.', 'none');
    const open = found.filter(({ RW }) => RW);
    const measured = { value: found.map(text).join('; '), wanted: 'read-only' };
    return open.length > 0
      ? fail(['It may change its weights', 'Who breaks into it leaves another model behind.'], measured, closed(look))
      : pass(['It cannot change its weights', 'They are mounted read-only.'], measured);
  },
};

/** Whether it loads a model without writing there nobody has tried. */
function closed(look: Look): Remedy {
  const volumes = look.subject.kind === 'container' || !look.has('file') ? [] : look.of('file').model.volumes;
  const set = volumes.flatMap(({ target, readOnly }, i) =>
    modelFolder.test(target) && !readOnly ? [field(['model', 'volumes', i, 'readOnly'], true)] : [],
  );
  return recreate(`Mount them read-only.${set.length > 0 ? notTried : ''}`, 2, ...set);
}

export const onData: readonly Check[] = [secrets, socket, paths, weights];
