import type { Acceptance, Act, Plan } from '#contract/deployment';
import { Problem } from '#contract/problem';
import type { GatewayImage } from '../gateway/image.ts';
import type { OpenHost } from '../host/hosts.ts';
import { releaseRef } from '../release/release.ts';
import type { Vault } from '../secrets/vault.ts';
import { type Certificate, readCertificate } from '../service/certificate.ts';
import { folderOf, inlineFiles } from '../service/inline.ts';
import { parseServiceFile } from '../service/parse.ts';
import type { ServiceFile } from '../service/schema.ts';
import { findingId, isOfCallers, type KnownChecks, readAcceptances } from './acceptance.ts';
import { guessableKeys } from './access.ts';
import { addressing } from './address.ts';
import { frontChanges, refuseBreaking } from './callers.ts';
import { type Elsewhere, offeringOthers } from './elsewhere.ts';
import { fitOnHost } from './fit.ts';
import { observe } from './observe.ts';
import type { Observed } from './observed.ts';
import { type Planned, planDeployment, planHash, planRetirement } from './plan.ts';
import { leavesGap } from './plan-in-place.ts';
import { refuseMissing, refuseVisible, returningSecrets, visibleSecrets, withSecrets } from './secrets.ts';
import { gapNote } from './stated-gap.ts';
import { refuseStops } from './stops.ts';
import { takenOver } from './takeover.ts';
import { unreturnable } from './unreturnable.ts';
import { notServing, wantAct, wantFile, wantRetirement } from './want.ts';
import type { LivedWith, Wanted } from './wanted.ts';
import { refuseOtherWeights, type Weighing, weighing, weightsNote } from './weights.ts';

/** What was asked for, with the file parsed and everything it names read. */
export type Request = {
  readonly act: Act;
  readonly service: string;
  readonly host: string | undefined;
  readonly file: ServiceFile | null;
  /** What its front.tls names, where it was read. */
  readonly certificate?: Certificate | null;
  readonly accept: readonly Acceptance[];
};

/** Parses what was asked for; touches nothing. BAD_FILE or NOT_SUPPORTED with the place, BAD_COMMAND. */
export async function readRequest(
  act: Act,
  options: { host?: string | undefined },
  known: KnownChecks = { ids: [], onlyStop: () => null },
): Promise<Request> {
  if (act.kind !== 'deploy') return { act, service: act.service, host: options.host, file: null, accept: [] };
  const accept = readAcceptances(act.accept ?? [], known, new Date());
  const folder = folderOf(act.file.name);
  const file = await inlineFiles(parseServiceFile(act.file), folder);
  const certificate = await readCertificate(file.front.tls, folder);
  return { act, service: file.service, host: options.host ?? file.host, file, accept, certificate };
}

export type WorkedOut = { readonly observed: Observed; readonly wanted: Wanted; readonly planned: Planned };

export type Grounds = {
  readonly host: OpenHost;
  readonly gateway: GatewayImage & { readonly explicit: boolean };
  readonly deployment: string;
  readonly highest: number;
  /** An image to read the service's volume with when its gateway is gone; null where nothing may be changed. */
  readonly reader: string | null;
  readonly vault: Vault;
  /** What is lived with already of the service. */
  readonly accepted: readonly (Acceptance & { readonly by: string })[];
  readonly signal: AbortSignal;
  /** What the other hosts have, should this one be in the way. */
  readonly others?: () => Promise<readonly Elsewhere[]>;
};

/** Observes the host and computes what to do there. Changes nothing. Problems: STOPPED, UNKNOWN_SERVICE, UNKNOWN_RELEASE. */
export async function workOut(request: Request, grounds: Grounds): Promise<WorkedOut> {
  try {
    return await workOutHere(request, grounds);
  } catch (error) {
    throw await offeringOthers(error, grounds.others ?? (async () => []));
  }
}

async function workOutHere(request: Request, grounds: Grounds): Promise<WorkedOut> {
  const { host, signal } = grounds;
  const { info } = host;
  const observed = await observe(host.engine, request.service, { info, reader: grounds.reader, signal });
  const asked = {
    ...grounds,
    engine: host.engine,
    observed,
    address: await addressing(observed),
    weighing: weighingOn(request.service, grounds),
    certificate: request.certificate ?? null,
  };
  if (request.act.kind === 'deploy') {
    if (!request.file) throw new Error('a deploy carries its file');
    refuseVisible(request.file, grounds.vault);
    const wanted = await wantFile(request.file, asked);
    return planned({ ...wanted, accepted: livedWith(request.accept, grounds.accepted) }, asked);
  }
  if (request.act.kind === 'retire') {
    const { gateway, replicas, network, volume } = observed;
    if (!gateway && replicas.length === 0 && !network && !volume) throw notServing(request.service);
    const retirement = planRetirement(observed);
    const told = takenOver(observed, retirement.steps);
    return { observed, wanted: { ...wantRetirement(asked), told }, planned: retirement };
  }
  return planned(await wantAct(request.act, asked), asked);
}

/** Who says it again with the deployment has the word. */
function livedWith(asked: readonly Acceptance[], before: Grounds['accepted']): LivedWith[] {
  const isAsked = ({ id }: Acceptance) => asked.some((it) => findingId(it.id) === findingId(id));
  return [...asked, ...before.filter((it) => !isAsked(it))].map((it) => ({ ...it, what: null }));
}

/** Nothing where nothing may be changed: to read a volume takes a container. */
function weighingOn(service: string, { host, reader, deployment, signal }: Grounds): Weighing | undefined {
  return reader ? weighing({ engine: host.engine, service, image: reader, deployment }, signal) : undefined;
}

async function planned(
  wanted: Wanted,
  asked: Pick<Grounds, 'vault' | 'signal'> & {
    observed: Observed;
    engine: OpenHost['engine'];
    weighing: Weighing | undefined;
  },
): Promise<WorkedOut> {
  const delivered = withSecrets(wanted, asked.observed, asked.vault);
  const plan = planDeployment(asked.observed, delivered.wanted);
  const creates = plan.steps.some((step) => step.do === 'create');
  if (creates) refuseMissing(delivered);
  const lived = await refuseStops(asked.engine, asked.observed, wanted, plan.steps, asked.signal, asked.weighing);
  const { told: fit, ...gpus } = await fitOnHost(wanted, plan.steps, asked);
  const callers = frontChanges(asked.observed, wanted);
  const broken = refuseBreaking(callers, wanted);
  if (asked.weighing) await refuseOtherWeights(wanted, plan.steps, asked.weighing);
  const weights = asked.weighing?.all() ?? [];
  // Replicas that stay keep the volumes that they were created with.
  const chosen = creates ? delivered.wanted : wanted;
  const complete = { ...chosen, kind: plan.kind, ...(weights.length > 0 ? { weights } : {}), ...gpus };
  return {
    observed: asked.observed,
    wanted: {
      ...complete,
      accepted: (wanted.accepted ?? []).map((it) => ({
        ...it,
        what:
          lived.find(({ id }) => findingId(id) === findingId(it.id))?.what ??
          (isOfCallers(it) ? (broken?.what ?? null) : null),
      })),
      ...(callers.length > 0 ? { callers } : {}),
      told: [
        ...lived.map(({ cost }) => cost),
        ...fit,
        ...(broken ? [broken.cost] : []),
        ...unreturnable(asked.observed, complete, plan.steps),
        ...guessableKeys(wanted.front, asked.observed, asked.vault),
        ...takenOver(asked.observed, plan.steps),
      ],
    },
    planned: plan,
  };
}

/** The plan as it is shown. */
export function shown(host: string, work: WorkedOut): Plan {
  const { observed, wanted, planned } = work;
  const { kind, steps, gap } = planned;
  const from = presentRelease(observed);
  return {
    service: wanted.service,
    host,
    kind,
    from: from ? releaseRef(from) : null,
    to: kind === 'retire' ? null : releaseRef(wanted.release),
    identity: wanted.release.identity,
    steps: steps.map((step) => ({ ...step })),
    gap,
    hash: planHash(steps),
    notes: notes(work),
    ...acceptedIn(wanted),
    ...(wanted.callers ? { callers: [...wanted.callers] } : {}),
  };
}

function acceptedIn({ accepted = [] }: Wanted): Pick<Plan, 'accepted'> {
  const needed = accepted.flatMap(({ what, ...it }) => (what === null ? [] : [{ ...it, what }]));
  return needed.length > 0 ? { accepted: needed } : {};
}

export const presentRelease = (observed: Observed) =>
  observed.serving?.release ? observed.releases.get(observed.serving.release) : undefined;

/** What an operator should know before going ahead. */
function notes({ observed, wanted, planned }: WorkedOut): string[] {
  return [
    ...(wanted.told ?? []),
    ...(leavesGap(planned.steps) ? [gapNote(observed, wanted)] : []),
    ...(wanted.policy.golden.length === 0
      ? ['No golden request is given: it will be known that it answers, not whether rightly.']
      : []),
    ...weightsNote(wanted, planned.steps),
    ...visibleSecrets(wanted.release.run),
    ...returningSecrets(wanted),
    ...(observed.engine.liveRestore
      ? []
      : ['The engine has no live-restore: a restart of Docker itself interrupts the service.']),
  ];
}

/** A gap is said beforehand and asked for: by the file where its strategy is in-place, else with --allow-gap. */
export function refuseGap({ planned: { gap, steps }, wanted }: WorkedOut, allowGap: boolean): void {
  if (gap === 0 || allowGap || !steps.some((step) => step.do === 'replace-gateway')) return;
  throw new Problem(
    'GAP_NOT_ALLOWED',
    `This replaces the gateway: ${wanted.service} would answer nobody for about ${gap} s`,
    {
      hint: 'Run it again with --allow-gap when that is fine, or leave front.port and the gateway image as they are.',
    },
  );
}
