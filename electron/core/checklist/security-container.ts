import * as z from 'zod';
import { advise, type Check, fail, field, notTried, pass, recreate, typed, warn } from './check.ts';
import { type Look, texts, Unknown } from './look.ts';

const privileged: Check = {
  id: 'SEC-01',
  name: 'Not privileged',
  area: 'security',
  severity: 'blocker',
  since: 'trial',
  stop: 'privileged',
  needs: ['container'],
  fields: [],
  lasts: 1,
  source: 'CIS Docker 5.5; kubescape C-0057; PRODUCT.md, stops',
  judge: (look) => {
    const is = look.at('container', 'HostConfig.Privileged', z.boolean());
    const measured = { value: is ? 'privileged' : 'not privileged', wanted: 'not privileged' };
    return is
      ? fail(
          ['It is privileged', 'Who breaks into the model owns the host.'],
          measured,
          recreate('Create it without --privileged; a GPU needs none.', 10),
        )
      : pass(['It is not privileged', 'It has no more rights than a container has.'], measured);
  },
};

const root: Check = {
  id: 'SEC-02',
  name: 'Not root',
  area: 'security',
  severity: 'blocker',
  since: 'internal',
  needs: ['container', 'host'],
  fields: ['security.user', 'model.image'],
  lasts: 30,
  source: 'CIS Docker 4.1; OWASP Docker R2',
  elsewhere: recreate('Run it as another user: --user 1000:1000, and see whether it still answers.', 5),
  judge: (look) => {
    const user = look.at('container', 'Config.User', z.string());
    const measured = { value: user || 'root', wanted: 'another user than root' };
    if (!/^(|[+-]?0+|root)(:.*)?$/.test(user))
      return pass(['It does not run as root', 'Who breaks into the model has no rights in its container.'], measured);
    const other = recreate(`Run it as the user 1000:1000.${notTried}`, 5, field(['security', 'user'], '1000:1000'));
    const words = ['It runs as root', 'Who breaks into the model is root in its container.'] as const;
    return remapped(look)
      ? warn([words[0], 'In its container only: on the host it is another user.'], measured, other)
      : fail(words, measured, other);
  },
};

/** Without a host that was asked, root is root, and where the container asks to be in the host's user namespace. */
const remapped = (look: Look): boolean =>
  look.has('host') &&
  look.at('container', 'HostConfig.UsernsMode', z.string()) !== 'host' &&
  look.at('host', 'SecurityOptions', texts).some((it) => /name=(userns|rootless)/.test(it));

const dangerous = /^(CAP_)?(ALL|SYS_ADMIN|NET_ADMIN|SYS_PTRACE|SYS_MODULE|SYS_RAWIO|DAC_READ_SEARCH|BPF|MAC_ADMIN)$/i;

const capabilities: Check = {
  id: 'SEC-03',
  name: 'Capabilities',
  area: 'security',
  severity: 'blocker',
  since: 'production',
  needs: ['container'],
  fields: ['security.capDrop', 'security.capAdd'],
  lasts: 30,
  source: 'CIS Docker 5.4; OWASP Docker R3',
  elsewhere: recreate('Create it with --cap-drop ALL, and add none.', 5),
  judge: (look) => {
    const added = look.at('container', 'HostConfig.CapAdd', texts);
    const dropped = look.at('container', 'HostConfig.CapDrop', texts);
    const measured = {
      value: `${dropped.join(', ') || 'none'} dropped${added.length > 0 ? `, ${added.join(', ')} added` : ''}`,
      wanted: 'ALL dropped',
    };
    const drop = recreate(`Drop them all.${notTried}`, 2, field(['security', 'capDrop'], ['ALL']));
    if (look.at('container', 'HostConfig.Privileged', z.boolean()))
      return fail(
        ['It has all capabilities', 'A privileged container has them, whatever it drops.'],
        { ...measured, value: `privileged; ${measured.value}` },
        recreate('Create it without --privileged, and with --cap-drop ALL.', 10),
      );
    if (added.some((it) => dangerous.test(it)))
      return fail(
        ['It has capabilities that reach the host', 'With them a container is little less than root on the host.'],
        measured,
        recreate(
          `Drop them all, and add none.${notTried}`,
          5,
          field(['security', 'capDrop'], ['ALL']),
          field(['security', 'capAdd'], []),
        ),
      );
    return dropped.some((it) => /^(CAP_)?ALL$/i.test(it))
      ? pass(['It has no capabilities that it does not need', 'All are dropped, but for what it asks for.'], measured)
      : warn(['It has capabilities that a model does not need', 'Docker gives fourteen by default.'], measured, drop);
  },
};

const privileges: Check = {
  id: 'SEC-04',
  name: 'No new privileges',
  area: 'security',
  severity: 'warning',
  since: 'internal',
  needs: ['container', 'host'],
  fields: [],
  lasts: 30,
  source: 'CIS Docker 5.26; OWASP Docker R4',
  judge: (look) => {
    const options = look.at('container', 'HostConfig.SecurityOpt', texts);
    const own = options.find((it) => it.startsWith('no-new-privileges'));
    const is = own === undefined ? byEngine(look) : /^no-new-privileges([:=]true)?$/.test(own);
    const measured = { value: is ? 'no-new-privileges' : 'allowed', wanted: 'no-new-privileges' };
    return is
      ? pass(['It can gain no privileges', 'A program with the setuid bit gets none.'], measured)
      : fail(
          ['It can gain privileges', 'A program with the setuid bit makes it root.'],
          measured,
          recreate('Create it with no-new-privileges.', 2),
        );
  },
};

/** An engine may be set up to withhold them from all of its containers. */
const byEngine = (look: Look): boolean =>
  look.has('host') && look.at('host', 'SecurityOptions', texts).includes('name=no-new-privileges');

/** What a profile of its own does with calls that it does not name: an engine keeps the whole of it in the option. */
const profile = z.object({ defaultAction: z.string() });

function isOpen(options: readonly string[]): boolean {
  const [own] = options.flatMap((it) => /^seccomp[:=](.*)$/s.exec(it)?.[1] ?? []);
  if (own === undefined || own === 'builtin') return false;
  if (own === 'unconfined') return true;
  const read = profile.safeParse(parsed(own));
  if (!read.success) throw new Unknown('Its own profile of system calls cannot be read here.');
  return ['SCMP_ACT_ALLOW', 'SCMP_ACT_LOG'].includes(read.data.defaultAction);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const seccomp: Check = {
  id: 'SEC-05',
  name: 'System calls filtered',
  area: 'security',
  severity: 'blocker',
  since: 'internal',
  needs: ['container', 'host'],
  fields: [],
  lasts: 30,
  source: 'CIS Docker 5.22; OWASP Docker R6',
  judge: (look) => {
    const options = look.at('container', 'HostConfig.SecurityOpt', texts);
    const open = look.at('container', 'HostConfig.Privileged', z.boolean()) || isOpen(options);
    const measured = { value: open ? 'unconfined' : 'filtered', wanted: 'filtered' };
    if (open)
      return fail(
        ['Its system calls are not filtered', 'Every fault of the kernel can be reached from it.'],
        measured,
        recreate('Leave seccomp as the engine has it.', 5),
      );
    const engine = look.at('host', 'SecurityOptions', texts);
    const isOwn = options.some((it) => /^seccomp[:=]/.test(it));
    const [usual] = engine.filter((it) => it.includes('name=seccomp'));
    return usual !== undefined && (isOwn || !usual.includes('profile=unconfined'))
      ? pass(['Its system calls are filtered', 'The engine refuses those that no server needs.'], measured)
      : warn(
          ['The engine filters no system calls', 'It was built or set up without seccomp.'],
          { ...measured, value: 'no seccomp' },
          advise('Let who runs the host turn seccomp on.', 30),
        );
  },
};

const readOnly: Check = {
  id: 'SEC-07',
  name: 'Read-only root file system',
  area: 'security',
  severity: 'warning',
  since: 'production',
  needs: ['container', 'changes'],
  fields: ['security.readOnly', 'security.tmpfs'],
  lasts: 30,
  source: 'CIS Docker 5.13; OWASP Docker R8',
  elsewhere: recreate('Create it with --read-only --tmpfs /tmp, and see whether it still answers.', 5),
  judge: (look) => {
    const is = look.at('container', 'HostConfig.ReadonlyRootfs', z.boolean());
    if (is)
      return pass(['Its root file system is read-only', 'What gets in cannot stay.'], {
        value: 'read-only',
        wanted: 'read-only',
      });
    const tmpfs = Object.keys(
      look.at('container', 'HostConfig.Tmpfs', z.record(z.string(), z.string()).nullish()) ?? {},
    );
    const written = writesIn(look);
    const mend = recreate(
      `Make it read-only, with /tmp in memory.${notTried}`,
      5,
      field(['security', 'readOnly'], true),
      field(['security', 'tmpfs'], [...new Set([...tmpfs, '/tmp'])]),
    );
    const words = [
      'Its root file system can be written',
      'What is written there is lost with it, and what gets in can stay until then.',
    ] as const;
    return written.length > 0
      ? fail(
          words,
          { value: `writable, ${written.length} changed: ${written.slice(0, 3).join(', ')}`, wanted: 'read-only' },
          mend,
        )
      : warn(words, { value: 'writable', wanted: 'read-only' }, mend);
  },
};

/** The deepest of what was written, as far as that is known. */
function writesIn(look: Look): readonly string[] {
  const all = look.has('changes') ? look.of('changes') : [];
  return all.filter((path) => !all.some((other) => other !== path && other.startsWith(`${path}/`)));
}

const pids: Check = {
  id: 'SEC-13',
  name: 'Process limit',
  area: 'security',
  severity: 'warning',
  since: 'internal',
  needs: ['container'],
  fields: [],
  lasts: 30,
  source: 'CIS Docker 5.29; OWASP Docker R7',
  judge: (look) => {
    const limit = look.at('container', 'HostConfig.PidsLimit', z.number().nullable()) ?? 0;
    const most = look.limits.pidsLimit;
    const measured = { value: limit > 0 ? `${limit}` : 'none', wanted: `${most} at most` };
    const set = typed('Limit it', 1, 'docker update --pids-limit 2048');
    if (limit <= 0)
      return fail(
        ['Its processes are not limited', 'One that forks without end takes the host with it.'],
        measured,
        set,
      );
    return limit <= most
      ? pass(['Its processes are limited', 'One that forks without end stops at it.'], measured)
      : warn(['Its process limit is high', 'The host may be slow long before.'], measured, set);
  },
};

export const onContainer: readonly Check[] = [privileged, root, capabilities, privileges, seccomp, readOnly, pids];
