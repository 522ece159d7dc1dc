import * as z from 'zod';
import { advise, type Check, fail, field, pass, recreate, typed, warn } from './check.ts';
import { Unknown } from './look.ts';

const restart: Check = {
  id: 'REL-01',
  name: 'Restart policy',
  area: 'reliability',
  severity: 'blocker',
  since: 'internal',
  needs: ['container'],
  fields: ['reliability.restart'],
  lasts: 1,
  source: "Docker's documentation on restart policies; CIS Docker 5.15",
  elsewhere: typed('Change it while it runs', 1, 'docker update --restart always'),
  judge: (look) => {
    const how = look.at('container', 'HostConfig.RestartPolicy.Name', z.string());
    const measured = { value: how || 'no', wanted: 'always' };
    const always = recreate('Let it always start again.', 1, field(['reliability', 'restart'], 'always'));
    if (how === 'always' || how === 'unless-stopped')
      return pass(['It is started again', 'After a crash and after a restart of the host.'], measured);
    return how === 'on-failure'
      ? warn(['It is not always started again', 'After a crash, but not after a restart of Docker.'], measured, always)
      : fail(['It is not always started again', 'What ends stays away.'], measured, always);
  },
};

const kept: Check = {
  id: 'REL-02',
  name: 'Not thrown away',
  area: 'reliability',
  severity: 'blocker',
  since: 'internal',
  needs: ['container'],
  fields: [],
  lasts: 1,
  source: "Docker's documentation on --rm",
  judge: (look) => {
    const gone = look.at('container', 'HostConfig.AutoRemove', z.boolean());
    const measured = { value: gone ? 'removed at its end' : 'kept', wanted: 'kept' };
    return gone
      ? fail(
          ['It is removed when it ends', 'Its log and its exit code go with it, and nothing starts it again.'],
          measured,
          recreate('Create it without --rm.', 2),
        )
      : pass(['It stays when it ends', 'Its log and its exit code can be read.'], measured);
  },
};

const nanoseconds = z.number().nullish();
const healthcheck = z
  .object({ Test: z.array(z.string()).nullish(), Interval: nanoseconds, Timeout: nanoseconds, Retries: nanoseconds })
  .nullish();

const defined: Check = {
  id: 'REL-03',
  name: 'Health check',
  area: 'reliability',
  severity: 'blocker',
  since: 'internal',
  needs: ['container', 'file', 'ports'],
  fields: ['model.ready'],
  lasts: 1,
  source: 'CIS Docker 4.6, 5.27; kube-score pod-probes',
  judge: (look) => {
    if (look.subject.kind !== 'container') {
      const { ready } = look.of('file').model;
      // A gateway that does not run asks nobody.
      if (look.subject.kind === 'service') look.of('ports');
      return pass(['Its gateway asks each replica whether it is ready', 'One that is not gets no requests.'], {
        value: `${ready.path ?? "the protocol's path"} every ${ready.every} ms until it serves`,
        wanted: 'a check',
      });
    }
    // Any word of the command may be a key.
    const test = look.unseen('container', 'Config.Healthcheck', healthcheck)?.Test ?? [];
    const value =
      test.length === 0 || test[0] === 'NONE' ? 'none' : test[0] === 'CMD' ? 'a command' : 'a shell command';
    const measured = { value, wanted: 'a command' };
    return test.length === 0 || test[0] === 'NONE'
      ? fail(
          ['It has no health check', 'A server that hangs looks like one that serves.'],
          measured,
          recreate('Give it a health check that asks the model, or put it behind a gateway that does.', 10),
        )
      : pass(['It has a health check', 'A server that hangs is found.'], measured);
  },
};

const watched: Check = {
  id: 'REL-07',
  name: 'Somebody acts when it hangs',
  area: 'reliability',
  severity: 'blocker',
  since: 'production',
  needs: ['file', 'container', 'ports'],
  fields: ['model.ready'],
  lasts: 1,
  source: 'moby #28400; E6 of CHECKS.md: Docker starts no unhealthy container again',
  judge: (look) => {
    if (look.subject.kind !== 'container') {
      look.of('file');
      const [port] = look.of('ports');
      if (!port) throw new Unknown('Its gateway publishes no port that could be read.');
      return pass(
        ['Its gateway takes a replica away that does not answer', 'And gives it requests again when it does.'],
        { value: 'a gateway', wanted: 'a gateway or a watchdog' },
      );
    }
    const policy = look.at('container', 'HostConfig.RestartPolicy.Name', z.string());
    return fail(
      ['Nobody acts when it hangs', 'Docker starts again what ends, never what is unhealthy.'],
      { value: `restart ${policy || 'no'}, no gateway`, wanted: 'a gateway or a watchdog' },
      advise('Deploy it as a service: its gateway asks every replica and leaves out what does not answer.', 15),
    );
  },
};

/** By its name; one that has another is taken for a program. */
const scripts = /(\.(sh|bash)|entrypoint[\w-]*)$/;
const shells = /(^|\/)(sh|bash|ash|dash|zsh)$/;

const first: Check = {
  id: 'REL-13',
  name: 'First process heeds signals',
  area: 'reliability',
  severity: 'warning',
  since: 'internal',
  needs: ['container'],
  fields: ['model.command', 'model.args'],
  lasts: 30,
  source: 'SageMaker container contract; E8 of CHECKS.md: a shell as first process ignores SIGTERM',
  unchecked: advise('End the script with exec "$@", or let the server itself be the first process.', 5),
  judge: (look) => {
    const path = look.unseen('container', 'Path', z.string());
    const args = look.unseen('container', 'Args', z.array(z.string()));
    const init = look.at('container', 'HostConfig.Init', z.boolean().nullish());
    const [program = '', option = '', script = ''] = /(^|\/)env$/.test(path) ? args : [path, ...args];
    const name = program.split('/').at(-1) ?? program;
    const measured = { value: init ? `${name} under init` : name, wanted: 'the server itself, or init' };
    const isShell = shells.test(program);
    const isInline = /^-\w*c\w*$/.test(option);
    if (!init && ((isShell && !isInline && option !== '') || scripts.test(program)))
      throw new Unknown('It starts with a script: whether that hands over to the server with "exec" is not seen here.');
    return isShell && !init && !/^\s*exec\s/.test(script)
      ? fail(
          ['A shell is its first process', 'It ignores SIGTERM: every stop takes the whole grace and then kills.'],
          measured,
          recreate('Start the server itself (exec form, or "exec" in the script).', 10),
        )
      : pass(['Its first process is no shell', 'A stop reaches it.'], measured);
  },
};

const objective: Check = {
  id: 'REL-24',
  name: 'Objective',
  area: 'reliability',
  severity: 'blocker',
  since: 'production',
  needs: ['file'],
  fields: ['scale.slo', 'scale.peak'],
  lasts: 365,
  source: 'SRE workbook; Mercari production readiness',
  judge: (look) => {
    const { slo, peak } = look.of('file').scale;
    const has = [slo?.p95 ?? slo?.p99, slo?.errors, peak].filter((it) => it !== undefined);
    const measured = { value: `${has.length} of 3`, wanted: 'latency, errors and peak' };
    if (has.length === 3)
      return pass(['The objective is written down', 'A release that misses it is taken back.'], measured);
    const words = [
      'The objective is not written down',
      'How fast and how often right is enough, and at how many requests a second, is not said.',
    ] as const;
    const write = advise(
      'Say what is enough: scale.slo: { p95, errors } and scale.peak. What callers get now is on the page of the service.',
      10,
    );
    return has.length > 0 ? warn(words, measured, write) : fail(words, measured, write);
  },
};

export const reliability: readonly Check[] = [restart, kept, defined, watched, first, objective];
