import { implement } from '@orpc/server';
import { api } from '#contract/api';
import { explainCheck } from './checklist/explain.ts';
import { fixChecklist } from './checklist/fix.ts';
import { judge } from './checklist/judge.ts';
import { runChecklist } from './checklist/run.ts';
import { acceptFinding, answerQuestion, saidOf, withdrawAcceptance } from './checklist/say.ts';
import type { Core } from './core.ts';
import { showService } from './deployment/detail.ts';
import { diagnose } from './doctor.ts';
import { draftCommands, serviceCommands } from './draft/commands.ts';
import { beginDraft, removeDraft, saveDraft } from './draft/drafts.ts';
import { editText } from './draft/edit.ts';
import { readFields } from './draft/read.ts';
import { diffFiles } from './history/diff.ts';
import { listHistory } from './history/list.ts';
import { verifyHistory } from './history/verify.ts';
import { showHost } from './host/detail.ts';
import { findEngines } from './host/found.ts';
import { handleContainer } from './host/handle.ts';
import { listImages } from './host/images.ts';
import { refuseWhileUnderway } from './host/removing.ts';
import { inspectSubject } from './model/inspect.ts';
import { probeModel } from './probes/probe.ts';
import { checkSample } from './rows/sample.ts';
import { sampleFile } from './sample/file.ts';
import { prepareSample } from './sample/prepare.ts';
import { hiddenAnswer, hiddenLines, hiddenQuestion } from './secrets/outgoing.ts';
import { listSecrets, removeSecret, setSecret } from './secrets/secrets.ts';
import { ask, questionFor } from './service/ask.ts';
import { serviceStatus } from './service/status.ts';
import { sheetOf } from './sheet/sheet.ts';
import { lookAtSpace, reclaimSpace } from './space/reclaim.ts';

/** On whose behalf a call is made, and with what; a call that came over a wire brings its own. */
export type Acting = { readonly operator: string; readonly console: string };

/** One line a procedure: the contract's name to the core's function. */
export function proceduresOf(core: Core) {
  const os = implement(api).$context<Acting>();
  const { hosts, store, conductor, logs, inventories, candidates, hardenings, bringings, lives, vault } = core;
  const recorded = () => {
    store.requireLegible();
    return store.deployments;
  };
  return os.router({
    hosts: {
      list: os.hosts.list.handler(async () => ({ hosts: await hosts.list() })),
      add: os.hosts.add.handler(({ input }) => hosts.add(input)),
      remove: os.hosts.remove.handler(({ input }) => {
        refuseWhileUnderway(store, input.name);
        hosts.remove(input.name);
        return { removed: input.name };
      }),
      check: os.hosts.check.handler(({ input }) => hosts.check(input.name)),
      show: os.hosts.show.handler(({ input, signal }) => showHost(hosts, input.name, signal)),
      guard: os.hosts.guard.handler(({ input }) => hosts.guard(input)),
      unlock: os.hosts.unlock.handler(async ({ input }) => {
        await hosts.unlock(input.file, input.passphrase);
        return { unlocked: input.file };
      }),
      found: os.hosts.found.handler(async () => ({ engines: await findEngines(hosts.known(), process.env) })),
    },
    inventory: { next: os.inventory.next.handler(({ input, signal }) => inventories.next(input, signal)) },
    containers: { act: os.containers.act.handler(({ input, signal }) => handleContainer(hosts, input, signal)) },
    images: {
      list: os.images.list.handler(async ({ input, signal }) => ({
        images: await listImages(hosts, input.host, signal),
      })),
      start: os.images.start.handler(({ input }) => bringings.start(input)),
      next: os.images.next.handler(({ input }) => bringings.next(input)),
      close: os.images.close.handler(async ({ input }) => ({ closed: await bringings.close(input.id) })),
    },
    space: {
      look: os.space.look.handler(({ input, signal }) => lookAtSpace(hosts, input, signal)),
      reclaim: os.space.reclaim.handler(({ input, signal }) => reclaimSpace(hosts, input, signal)),
    },
    model: {
      inspect: os.model.inspect.handler(({ input, signal }) => inspectSubject(core, input, signal)),
      ask: os.model.ask.handler(async ({ input, signal }) =>
        hiddenAnswer(await ask(core, input, signal), vault.hiding()),
      ),
      question: os.model.question.handler(async ({ input, signal }) =>
        hiddenQuestion(await questionFor(core, input, signal), vault.hiding()),
      ),
    },
    service: {
      status: os.service.status.handler(async ({ input }) => ({ services: await serviceStatus(core, input) })),
      show: os.service.show.handler(({ input }) => showService(core, input)),
      live: os.service.live.handler(async ({ input, signal }) => ({ samples: await lives.next(input, signal) })),
      sheet: os.service.sheet.handler(({ input, signal }) =>
        sheetOf(core.sampling, input, signal ?? new AbortController().signal),
      ),
      commands: os.service.commands.handler(({ input }) => serviceCommands(core, input)),
    },
    logs: {
      open: os.logs.open.handler(({ input }) => logs.open(input)),
      next: os.logs.next.handler(async ({ input, signal }) => {
        const page = await logs.next(input, signal);
        return { ...page, lines: hiddenLines(page.lines, vault.hiding()) };
      }),
      close: os.logs.close.handler(({ input }) => logs.close(input)),
    },
    deployment: {
      plan: os.deployment.plan.handler(({ input }) => conductor.plan(input.act, input.options)),
      start: os.deployment.start.handler(({ input, context, signal }) =>
        conductor.start(input.act, input.options, context, signal),
      ),
      next: os.deployment.next.handler(({ input }) => conductor.next(input)),
      settle: os.deployment.settle.handler(async ({ input }) => {
        const [settled] = await Promise.all([conductor.settle(input.service), candidates.sweep()]);
        return { settled };
      }),
      cancel: os.deployment.cancel.handler(({ input }) => ({ cancelled: conductor.cancel(input.id) })),
    },
    draft: {
      list: os.draft.list.handler(() => {
        store.requireLegible();
        return { drafts: store.drafts.list() };
      }),
      begin: os.draft.begin.handler(({ input }) => beginDraft(core, input)),
      save: os.draft.save.handler(({ input }) => saveDraft(core, input)),
      remove: os.draft.remove.handler(({ input }) => removeDraft(core, input)),
      edit: os.draft.edit.handler(({ input }) => ({ text: editText(input.text, input.set) })),
      read: os.draft.read.handler(({ input }) => readFields(input.text, vault.hiding())),
      commands: os.draft.commands.handler(({ input }) => draftCommands(core, input)),
    },
    checklist: {
      judge: os.checklist.judge.handler(({ input, signal }) => judge(core, input, signal)),
      run: os.checklist.run.handler(({ input, signal }) => runChecklist(core, input, signal)),
      fix: os.checklist.fix.handler(({ input, signal }) => fixChecklist(core, input, signal)),
      explain: os.checklist.explain.handler(({ input }) => explainCheck(input.id)),
      accept: os.checklist.accept.handler(({ input, context }) => acceptFinding(core, input, context)),
      withdraw: os.checklist.withdraw.handler(({ input, context }) => withdrawAcceptance(core, input, context)),
      answer: os.checklist.answer.handler(({ input, context }) => answerQuestion(core, input, context)),
      said: os.checklist.said.handler(({ input }) => {
        store.requireLegible();
        return vault.hiding().deep(saidOf(core, input));
      }),
    },
    candidate: {
      start: os.candidate.start.handler(({ input }) => candidates.start(input)),
      next: os.candidate.next.handler(({ input }) => candidates.next(input)),
      close: os.candidate.close.handler(async ({ input }) => ({ closed: await candidates.close(input.id) })),
    },
    harden: {
      start: os.harden.start.handler(({ input }) => hardenings.start(input)),
      next: os.harden.next.handler(({ input }) => hardenings.next(input)),
      close: os.harden.close.handler(async ({ input }) => ({ closed: await hardenings.close(input.id) })),
    },
    probes: {
      run: os.probes.run.handler(({ input, signal }) =>
        probeModel(core.sampling, input, signal ?? new AbortController().signal),
      ),
    },
    rows: {
      check: os.rows.check.handler(({ input, signal }) =>
        checkSample(core.sampling, input, signal ?? new AbortController().signal),
      ),
    },
    sample: {
      prepare: os.sample.prepare.handler(({ input, signal }) => prepareSample(core, input.host, signal)),
      file: os.sample.file.handler(({ input }) => ({ text: sampleFile(input) })),
    },
    history: {
      list: os.history.list.handler(({ input }) =>
        listHistory({ ...store, deployments: recorded() }, input, vault.hiding()),
      ),
      show: os.history.show.handler(({ input }) => recorded().record(input.id)),
      diff: os.history.diff.handler(({ input: { a, b } }) => ({
        a,
        b,
        changes: diffFiles(recorded().record(a).file, recorded().record(b).file),
      })),
      verify: os.history.verify.handler(() => verifyHistory({ ...store, deployments: recorded() })),
    },
    secrets: {
      list: os.secrets.list.handler(async () => {
        store.requireLegible();
        return { secrets: await listSecrets(core) };
      }),
      set: os.secrets.set.handler(({ input }) => setSecret(core, input)),
      remove: os.secrets.remove.handler(({ input }) => removeSecret(core, input.name)),
    },
    doctor: os.doctor.handler(() => diagnose(core)),
    paths: os.paths.handler(() => core.paths),
  });
}
