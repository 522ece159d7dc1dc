import { posix } from 'node:path';
import * as z from 'zod';
import type { Remedy } from '#contract/checklist';
import { type Check, fail, field, idle, notTried, pass, recreate, warn } from './check.ts';
import type { Look } from './look.ts';
import { secrets } from './security-secrets.ts';

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
const holdsSocket = (folder: string): boolean => socketFolder.test(folder);

/** A volume of the local driver may be a folder of the host with another name. */
function real(look: Look): z.output<typeof mounts> {
  const all = look.at('container', 'Mounts', mounts);
  const devices = all.some(({ Type }) => Type === 'volume') ? look.of('volumes') : {};
  return all.map((it) => {
    const device = it.Type === 'volume' ? devices[it.Name ?? ''] : undefined;
    if (device !== undefined) return { ...it, Type: 'bind', Source: posix.resolve('/', device) };
    return it.Type === 'bind' ? { ...it, Source: posix.resolve('/', it.Source) } : it;
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
const sensitive =
  /^\/(boot|dev|etc|lib|lib64|proc|sys|usr|bin|sbin|root|home|var\/run|run|var\/lib\/(docker|containers|containerd))?(\/|$)|^\/var(\/lib)?$/;
/** What many read to know the time where they are. */
const clock = /^\/etc\/(localtime|timezone)$/;
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
      ({ Type, Source, RW }) =>
        !(clock.test(Source) && !RW) &&
        Type === 'bind' &&
        sensitive.test(Source) &&
        !volumeFolder.test(Source) &&
        !engineSocket.test(Source),
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

/** Where servers look for weights. */
export const modelFolder = /(^|\/)(models?|weights|checkpoints?|huggingface|hub)(\/|$|-)/i;

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
