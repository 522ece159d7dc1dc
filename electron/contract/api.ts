import { oc } from '@orpc/contract';
import * as z from 'zod';
import { candidate } from './candidate.ts';
import {
  acceptedFinding,
  answered,
  checkSubject,
  explanation,
  fieldEdit,
  fix,
  judgement,
  report,
} from './checklist.ts';
import { act, actOptions, deployment, following, plan, settled } from './deployment.ts';
import { diagnosis, paths } from './doctor.ts';
import { commands, draft } from './draft.ts';
import { hardening } from './harden.ts';
import { historyDiff, historyFilter, historyRecord, said, verification } from './history.ts';
import { host, hostDetail, newHost, newSafety, safety } from './host.ts';
import { bringing, imageWork } from './image.ts';
import { containerAct, foundEngine, handled, inventory, listedImage } from './inventory.ts';
import { liveSample } from './live.ts';
import { answer, inspection, question } from './model.ts';
import { probing } from './probes.ts';
import { problemShape } from './problem.ts';
import { adapter, sampleContent, sampleReport } from './rows.ts';
import { secret, secretName, secretValue } from './secret.ts';
import { logLine, logsWanted, serviceDetail, serviceStatus } from './service.ts';
import { sheet } from './sheet.ts';
import { alsoFree, reclaimed, space } from './space.ts';

const onHost = z.object({ host: z.string().optional() });
const aboutFinding = onHost.extend({ service: z.string(), id: z.string() });
const revision = z.number().int().min(0);
const cursor = { after: z.number().int().min(0).default(0), max: z.number().int().min(1).max(1000).default(200) };

/** Every procedure that a shell can call: the product's table of contents. `next` waits until there is something to say. */
export const api = {
  hosts: {
    list: oc.output(z.object({ hosts: z.array(host) })),
    /** The same again, name and address, is how a new host key of a host is accepted. */
    add: oc.input(newHost).output(host),
    remove: oc.input(z.object({ name: z.string() })).output(z.object({ removed: z.string() })),
    check: oc.input(z.object({ name: z.string() })).output(host),
    show: oc.input(z.object({ name: z.string() })).output(hostDetail),
    /** Sets how a host is guarded here, what is not said staying as it is. Nothing is asked of the host. */
    guard: oc.input(newSafety).output(safety.extend({ name: z.string() })),
    /** Opens a key file that a connection asked for, for as long as the console lives. Nothing is written. */
    unlock: oc
      .input(z.object({ file: z.string().max(1_000), passphrase: z.string().max(10_000) }))
      .output(z.object({ unlocked: z.string() })),
    /** Engines on this machine and hosts that its configurations name, added or not; nothing far away is asked. */
    found: oc.output(z.object({ engines: z.array(foundEngine) })),
  },
  inventory: {
    /** Everything that is on the hosts, once it is newer than `after`; the same again after `within` ms without a change. */
    next: oc
      .input(
        z.object({
          after: z.number().int().min(0).default(0),
          within: z.number().int().min(0).max(60_000).default(20_000),
        }),
      )
      .output(inventory),
  },
  containers: {
    /**
     * Starts, stops or restarts a container that is no service's, by its name or id. CONFIRMATION_NEEDED also where it is
     * removed by it; `agreed` is the host's name, as it was agreed to.
     */
    act: oc
      .input(onHost.extend({ container: z.string().max(300), act: containerAct, agreed: z.string().optional() }))
      .output(handled),
  },
  images: {
    list: oc.input(onHost).output(z.object({ images: z.array(listedImage) })),
    /** Brings an image to a host; followed by `next`, and ended by `close`, which leaves nothing half. */
    start: oc.input(imageWork).output(z.object({ id: z.string() })),
    next: oc.input(z.object({ id: z.string(), after: z.number().int().min(0).default(0) })).output(bringing),
    close: oc.input(z.object({ id: z.string() })).output(z.object({ closed: z.boolean() })),
  },
  space: {
    /** What could go from a host's disk, and what stays though nothing uses it. */
    look: oc.input(onHost.extend({ also: z.array(alsoFree).max(2).default([]) })).output(space),
    /** Removes that, as it is found now. CONFIRMATION_NEEDED on any host. */
    reclaim: oc
      .input(onHost.extend({ also: z.array(alsoFree).max(2).default([]), agreed: z.string().optional() }))
      .output(reclaimed),
  },
  model: {
    inspect: oc.input(onHost.extend({ subject: z.string() })).output(inspection),
    ask: oc
      .input(
        onHost.extend({
          subject: z.string(),
          method: z.enum(['GET', 'POST']).optional(),
          path: z.string().max(2000).optional(),
          body: z.string().optional(),
          golden: z.boolean().default(false),
        }),
      )
      .output(answer),
    /** A request that fits what is served, filled in as far as its schema tells. */
    question: oc.input(onHost.extend({ subject: z.string() })).output(question),
  },
  service: {
    status: oc
      .input(z.object({ service: z.string().optional() }))
      .output(z.object({ services: z.array(serviceStatus) })),
    show: oc.input(onHost.extend({ service: z.string() })).output(serviceDetail),
    /** What callers get, a sample a second while somebody looks. */
    live: oc
      .input(onHost.extend({ service: z.string(), ...cursor }))
      .output(z.object({ samples: z.array(liveSample) })),
    commands: oc.input(onHost.extend({ service: z.string() })).output(commands),
    /** A page for those who call it; no key's value is in it. */
    sheet: oc.input(onHost.extend({ service: z.string() })).output(sheet),
  },
  logs: {
    open: oc.input(logsWanted).output(z.object({ id: z.string() })),
    /** Lines in their order; `hit` is false for one that is only there around a line that was searched for. */
    next: oc
      .input(z.object({ id: z.string(), ...cursor }))
      .output(
        z.object({ lines: z.array(logLine.extend({ n: z.number().int(), hit: z.boolean() })), ended: z.boolean() }),
      ),
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
  draft: {
    list: oc.output(z.object({ drafts: z.array(draft) })),
    /** A file for an image, filled in with what the image says; or, with `service`, for the next release of one. */
    begin: oc.input(onHost.extend({ image: z.string(), service: z.string().optional() })).output(draft),
    /** `since` is the revision that was changed, 0 for a draft that is new; CHANGED_MEANWHILE where that is not the newest. */
    save: oc
      .input(draft.pick({ id: true, host: true, text: true }).extend({ since: revision.default(0) }))
      .output(draft),
    /** With `since` only as it was then: what somebody has written since stays. */
    remove: oc
      .input(z.object({ id: z.string(), since: revision.optional() }))
      .output(z.object({ removed: z.string() })),
    /** Sets fields of a file's text and leaves the rest of it, comments too, as it is. */
    edit: oc
      .input(z.object({ text: z.string().max(1_000_000), set: z.array(fieldEdit).max(100) }))
      .output(z.object({ text: z.string() })),
    /** What a form shows: the fields as they stand in a text, also where others are wrong. */
    read: oc
      .input(z.object({ text: z.string().max(1_000_000) }))
      .output(z.object({ fields: z.unknown(), problem: problemShape.nullable() })),
    commands: oc.input(onHost.extend({ text: z.string().max(1_000_000) })).output(commands),
  },
  checklist: {
    /** `local` asks no host: what the file alone tells, within milliseconds; a whole judgement takes up to a second. */
    judge: oc
      .input(onHost.extend({ text: z.string().max(1_000_000), local: z.boolean().default(false) }))
      .output(judgement),
    /**
     * Every check of a file, of a service, or of anybody's container, on which nothing is changed. With `scan` its image is
     * scanned first, which takes minutes; where that fails, the report's problem says so. With `weights` those in a volume
     * are hashed first, by a container that is started for it.
     */
    run: oc
      .input(
        onHost.extend({ subject: checkSubject, scan: z.boolean().default(false), weights: z.boolean().default(false) }),
      )
      .output(report),
    /**
     * What its remedies that set fields would make of a file, or of a service's file in force: `ids` are the checks, or else
     * all that fail or warn. Nothing is changed by it.
     */
    fix: oc
      .input(onHost.extend({ subject: checkSubject, ids: z.array(z.string().max(40)).max(100).optional() }))
      .output(fix),
    explain: oc.input(z.object({ id: z.string() })).output(explanation),
    /** Lives with a finding of a service, deployed yet or not, until a date. */
    accept: oc.input(aboutFinding.extend({ reason: z.string(), until: z.string() })).output(acceptedFinding),
    /** Takes an acceptance back before its date. */
    withdraw: oc.input(aboutFinding).output(z.object({ withdrawn: z.string() })),
    /** Answers what a check asks; without `until` it holds as long as the service's stage wants. */
    answer: oc.input(aboutFinding.extend({ text: z.string(), until: z.string().optional() })).output(answered),
    /** All that was ever accepted and answered of a service, the newest first; what is over too. */
    said: oc
      .input(onHost.extend({ service: z.string() }))
      .output(z.object({ accepted: z.array(acceptedFinding), answers: z.array(answered) })),
  },
  candidate: {
    /** Starts the file's release beside what serves, asks both the golden requests, and lets nobody else reach it. */
    start: oc.input(onHost.extend({ text: z.string().max(1_000_000) })).output(z.object({ id: z.string() })),
    next: oc.input(z.object({ id: z.string(), after: z.number().int().min(0).default(0) })).output(candidate),
    /** Stops and removes it. */
    close: oc.input(z.object({ id: z.string() })).output(z.object({ closed: z.boolean() })),
  },
  harden: {
    /** Looks for the tightest settings under which the golden requests pass, each on a container beside what serves. */
    start: oc.input(onHost.extend({ subject: checkSubject })).output(z.object({ id: z.string() })),
    next: oc.input(z.object({ id: z.string(), after: z.number().int().min(0).default(0) })).output(hardening),
    /** Ends it, and removes what it made. */
    close: oc.input(z.object({ id: z.string() })).output(z.object({ closed: z.boolean() })),
  },
  probes: {
    /**
     * Sends requests that are wrong on purpose: to a candidate of a file, or, by a service's name, to a replica that serves.
     * if that is `agreed` to. What came of it is kept as evidence.
     */
    run: oc.input(onHost.extend({ subject: checkSubject, agreed: z.boolean().default(false) })).output(probing),
  },
  rows: {
    /**
     * A sample of rows beside what the model takes, as the file's mapping makes requests of them. `rows` is its full path,
     * where the file does not name it, or `content` the sample itself. With `send` the first `most` of them are sent to the release: to a candidate where
     * it does not serve; with `adapter` a program comes back that makes the same requests.
     */
    check: oc
      .input(
        onHost.extend({
          subject: checkSubject,
          rows: z.string().max(4_000).optional(),
          content: sampleContent.optional(),
          send: z.boolean().default(false),
          most: z.number().int().min(1).max(10_000).default(200),
          adapter: adapter.shape.language.optional(),
        }),
      )
      .output(z.object({ report: sampleReport, adapter: adapter.nullable() })),
  },
  sample: {
    /** Makes the sample model's images on a host where they are missing. */
    prepare: oc.input(onHost).output(z.object({ images: z.array(z.string()) })),
    /** A file that deploys it; with a fault, one that must not get traffic. */
    file: oc
      .input(
        onHost.extend({
          version: z.enum(['1.0.0', '1.1.0']).default('1.0.0'),
          fault: z.enum(['none', 'wrong-answers', 'never-ready', 'crash']).default('none'),
        }),
      )
      .output(z.object({ text: z.string() })),
  },
  history: {
    /** `said` is what people accepted and answered around them, newest first too; absent where nothing was. */
    list: oc
      .input(historyFilter)
      .output(z.object({ deployments: z.array(deployment), said: z.array(said).optional() })),
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

/** The procedures that change the record or a host, and which a console that only reads refuses; it settles nothing, and says so. */
export const writing: ReadonlySet<string> = new Set([
  'hosts.add',
  'hosts.remove',
  'hosts.guard',
  'containers.act',
  'images.start',
  'images.close',
  'space.reclaim',
  'deployment.start',
  'deployment.cancel',
  'draft.begin',
  'draft.save',
  'draft.remove',
  'checklist.accept',
  'checklist.withdraw',
  'checklist.answer',
  'candidate.start',
  'candidate.close',
  'harden.start',
  'harden.close',
  'probes.run',
  'rows.check',
  'sample.prepare',
  'secrets.set',
  'secrets.remove',
]);
