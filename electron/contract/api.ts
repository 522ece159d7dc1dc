import { oc } from '@orpc/contract';
import * as z from 'zod';
import { act, actOptions, deployment, following, plan, settled } from './deployment.ts';
import { diagnosis, paths } from './doctor.ts';
import { historyDiff, historyFilter, historyRecord, verification } from './history.ts';
import { host, hostName } from './host.ts';
import { answer, inspection } from './model.ts';
import { secret, secretName, secretValue } from './secret.ts';
import { logLine, serviceStatus } from './service.ts';

const onHost = z.object({ host: z.string().optional() });
const cursor = { after: z.number().int().min(0).default(0), max: z.number().int().min(1).max(1000).default(200) };

/** Every procedure that a shell can call: the product's table of contents. `next` waits until there is something to say. */
export const api = {
  hosts: {
    list: oc.output(z.object({ hosts: z.array(host) })),
    add: oc.input(z.object({ name: hostName, url: z.string() })).output(host),
    remove: oc.input(z.object({ name: z.string() })).output(z.object({ removed: z.string() })),
    check: oc.input(z.object({ name: z.string() })).output(host),
  },
  model: {
    inspect: oc.input(onHost.extend({ subject: z.string() })).output(inspection),
    ask: oc
      .input(onHost.extend({ subject: z.string(), body: z.string().optional(), golden: z.boolean().default(false) }))
      .output(answer),
  },
  service: {
    status: oc
      .input(z.object({ service: z.string().optional() }))
      .output(z.object({ services: z.array(serviceStatus) })),
  },
  logs: {
    open: oc
      .input(
        z.object({
          service: z.string(),
          follow: z.boolean().default(false),
          since: z.string().optional(),
          replica: z.string().optional(),
          grep: z.string().optional(),
        }),
      )
      .output(z.object({ id: z.string() })),
    next: oc
      .input(z.object({ id: z.string(), ...cursor }))
      .output(z.object({ lines: z.array(logLine.extend({ n: z.number().int() })), ended: z.boolean() })),
    close: oc.input(z.object({ id: z.string() })).output(z.object({ closed: z.boolean() })),
  },
  deployment: {
    plan: oc.input(z.object({ act: act, options: actOptions })).output(plan),
    start: oc.input(z.object({ act: act, options: actOptions })).output(z.object({ id: z.string() })),
    next: oc.input(z.object({ id: z.string(), ...cursor })).output(following),
    cancel: oc.input(z.object({ id: z.string() })).output(z.object({ cancelled: z.boolean() })),
    /** Settles what interrupted consoles left unfinished, of one service or of all. */
    settle: oc.input(z.object({ service: z.string().optional() })).output(z.object({ settled: z.array(settled) })),
  },
  history: {
    list: oc.input(historyFilter).output(z.object({ deployments: z.array(deployment) })),
    show: oc.input(z.object({ id: z.string() })).output(historyRecord),
    diff: oc.input(z.object({ a: z.string(), b: z.string() })).output(historyDiff),
    verify: oc.output(verification),
  },
  secrets: {
    list: oc.output(z.object({ secrets: z.array(secret) })),
    set: oc.input(z.object({ name: secretName, value: secretValue })).output(secret),
    remove: oc.input(z.object({ name: z.string() })).output(z.object({ removed: z.string() })),
  },
  doctor: oc.output(diagnosis),
  paths: oc.output(paths),
};

/** The procedures that change the record or a host, and which a console that only reads refuses. */
export const writing: ReadonlySet<string> = new Set([
  'hosts.add',
  'hosts.remove',
  'deployment.start',
  'deployment.cancel',
  'secrets.set',
  'secrets.remove',
]);
