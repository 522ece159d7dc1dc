import { implement } from '@orpc/server';
import { api } from '#contract/api';
import type { Core } from './core.ts';
import { diffFiles } from './history/diff.ts';
import { verifyHistory } from './history/verify.ts';

/** One line a procedure: the contract's name to the core's function. */
export function proceduresOf(core: Core) {
  const os = implement(api);
  const { hosts, store, conductor } = core;
  return os.router({
    hosts: {
      list: os.hosts.list.handler(async () => ({ hosts: await hosts.list() })),
      add: os.hosts.add.handler(({ input }) => hosts.add(input.name, input.url)),
      remove: os.hosts.remove.handler(({ input }) => {
        hosts.remove(input.name);
        return { removed: input.name };
      }),
      check: os.hosts.check.handler(({ input }) => hosts.check(input.name)),
    },
    model: {
      inspect: os.model.inspect.handler(({ input }) => core.inspect(input)),
      ask: os.model.ask.handler(({ input }) => core.ask(input)),
    },
    service: {
      status: os.service.status.handler(async ({ input }) => ({ services: await core.status(input) })),
    },
    logs: {
      open: os.logs.open.handler(({ input }) => core.logs.open(input)),
      next: os.logs.next.handler(({ input }) => core.logs.next(input)),
      close: os.logs.close.handler(({ input }) => core.logs.close(input)),
    },
    deployment: {
      plan: os.deployment.plan.handler(({ input }) => conductor.plan(input.act, input.options)),
      start: os.deployment.start.handler(({ input }) => conductor.start(input.act, input.options)),
      next: os.deployment.next.handler(({ input }) => conductor.next(input)),
      cancel: os.deployment.cancel.handler(({ input }) => ({ cancelled: conductor.cancel(input.id) })),
    },
    history: {
      list: os.history.list.handler(({ input }) => ({ deployments: store.deployments.list(input) })),
      show: os.history.show.handler(({ input }) => store.deployments.record(input.id)),
      diff: os.history.diff.handler(({ input: { a, b } }) => ({
        a,
        b,
        changes: diffFiles(store.deployments.record(a).file, store.deployments.record(b).file),
      })),
      verify: os.history.verify.handler(() => verifyHistory(store)),
    },
    doctor: os.doctor.handler(() => core.diagnose()),
    paths: os.paths.handler(() => core.paths),
  });
}
