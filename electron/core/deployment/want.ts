import type { Act } from '#contract/deployment';
import { Problem } from '#contract/problem';
import type { Engine } from '../docker/types.ts';
import { noAccess } from '../gateway/access.ts';
import type { GatewayImage } from '../gateway/image.ts';
import { type InForce, type Release, releaseName } from '../release/release.ts';
import type { Vault } from '../secrets/vault.ts';
import type { Certificate } from '../service/certificate.ts';
import { hashOf } from '../service/hash.ts';
import type { Front, Run } from '../service/parts.ts';
import { type ServiceFile, serviceFileSchema } from '../service/schema.ts';
import { frontHash, frontOf, identityOf, policyOf, runOf } from '../service/split.ts';
import { type Letting, wantAccess } from './access.ts';
import { type ResolvedImage, resolveImage } from './image.ts';
import type { Address, Observed, Present } from './observed.ts';
import { returning, rollbackTarget, staying } from './returning.ts';
import type { Wanted } from './wanted.ts';
import { runWithWeights, type Weighing } from './weights.ts';

export type Asked = {
  readonly engine: Engine;
  readonly observed: Observed;
  readonly gateway: GatewayImage & { readonly explicit: boolean };
  readonly deployment: string;
  /** The highest number that the database knows, burned ones included. */
  readonly highest: number;
  /** Where the front is published; see address.ts. */
  readonly address: (front: Front) => Address;
  readonly vault: Vault;
  /** That of the file, where it was read. */
  readonly certificate?: Certificate | null;
  readonly signal: AbortSignal;
  /** Hashes weights in volumes; absent where nothing may be changed. */
  readonly weighing?: Weighing | undefined;
};

/** Milliseconds to watch when the file does not say, by stage. */
const watchByStage = { trial: 0, internal: 60_000, production: 120_000 } as const;

/** Works out a deploy of a file against what runs. Problem STOPPED when its image cannot be resolved or run here. */
export async function wantFile(file: ServiceFile, asked: Asked): Promise<Wanted> {
  const { observed } = asked;
  const image = await resolveImage(asked.engine, observed.engine, file.model.image, asked.signal);
  const serving = observed.serving?.release ? observed.releases.get(observed.serving.release) : undefined;
  const front = frontOf(file);
  const access = wantAccess(front, observed, lettingOf(asked));
  const put = {
    front,
    policy: policyOf(file),
    declared: file.scale.replicas ?? null,
    replicas: replicasOf(file, observed),
  };
  const run = await runWithWeights(runOf(file), serving, asked.weighing);
  const release = releaseOf(file, run, image, put, asked);
  const isNew = release.number !== serving?.number;
  return complete(asked, { ...put, access, kind: 'deploy', release, fresh: false, isNew, pull: image.pull });
}

/** Works out every other act: the present front, policy and replicas stay unless the act is about them. */
export async function wantAct(act: Exclude<Act, { kind: 'deploy' | 'retire' }>, asked: Asked): Promise<Wanted> {
  const { observed } = asked;
  if (observed.volume && !observed.gateway && observed.replicas.length === 0) throw retired(observed.service);
  const { release: current, present, replicas } = inForce(observed);
  const access = observed.serving?.access ?? noAccess;
  const kept = { front: present.front, access, policy: present.policy, declared: present.declared, replicas };
  switch (act.kind) {
    case 'scale':
      return complete(asked, {
        ...kept,
        ...(await staying(current, asked)),
        kind: 'scale',
        replicas: act.replicas,
        fresh: false,
        isNew: false,
      });
    case 'restart':
      return complete(asked, {
        ...kept,
        ...(await staying(current, asked)),
        kind: 'restart',
        fresh: true,
        isNew: false,
      });
    case 'rollback': {
      const target = rollbackTarget(observed, act.to);
      const { release, pull } = await returning(target, asked);
      return complete(asked, {
        ...kept,
        ...(act.exact
          ? { ...target.with, access: wantAccess(target.with.front, observed, { ...lettingOf(asked), returns: true }) }
          : {}),
        kind: 'rollback',
        release,
        fresh: false,
        isNew: false,
        pull,
      });
    }
  }
}

/** A service is retired as it stands, however broken: what is not known of it is not needed. */
export function wantRetirement(asked: Asked): Wanted {
  const { present, serving, releases, service } = asked.observed;
  const blank = serviceFileSchema.parse({ service, model: { image: 'none' } });
  const front = present?.front ?? frontOf(blank);
  const policy = present?.policy ?? policyOf(blank);
  const put = { front, policy, declared: present?.declared ?? null, replicas: 0 };
  const unknown = {
    number: 0,
    version: '',
    digest: '',
    image: '',
    identity: '',
    run: runOf(blank),
    golden: [],
    served: null,
  };
  const release = releases.get(serving?.release ?? 0) ?? { ...unknown, with: put, createdAt: '', deployment: '' };
  return complete(asked, { ...put, access: noAccess, kind: 'retire', release, fresh: false, isNew: false, pull: null });
}

/** A file whose run part equals what serves makes no release; its golden requests may be newer all the same. */
function releaseOf(file: ServiceFile, written: Run, image: ResolvedImage, put: InForce, asked: Asked): Release {
  const { observed } = asked;
  const serving = observed.serving?.release ? observed.releases.get(observed.serving.release) : undefined;
  // The same image keeps the version it was given: its label is not known before a pull, and its tag may differ later.
  const known = serving?.digest === image.digest ? serving.version : image.version;
  const version = file.model.version ?? known ?? image.digest.replace('sha256:', '').slice(0, 12);
  const run = { ...written, model: { ...written.model, version } };
  const identity = identityOf(run, image.digest);
  if (serving?.identity === identity) return { ...serving, golden: file.golden };
  return {
    number: Math.max(observed.highest, asked.highest) + 1,
    version,
    digest: image.digest,
    image: image.id,
    identity,
    run,
    golden: file.golden,
    with: put,
    served: null,
    createdAt: new Date().toISOString(),
    deployment: asked.deployment,
  };
}

/** What was scaled by hand stays until the file asks for another number than it did before. */
function replicasOf(file: ServiceFile, { serving, present }: Observed): number {
  const running = serving?.replicas.length;
  if (running && (file.scale.replicas === undefined || file.scale.replicas === present?.declared)) return running;
  return file.scale.replicas ?? 1;
}

const lettingOf = ({ vault, certificate = null }: Asked): Letting => ({ vault, certificate });

type Choice = Pick<
  Wanted,
  'kind' | 'release' | 'replicas' | 'declared' | 'front' | 'access' | 'policy' | 'fresh' | 'isNew' | 'pull'
>;

function complete(asked: Asked, choice: Choice): Wanted {
  const { observed, gateway } = asked;
  const present: Present = {
    release: choice.release.number,
    declared: choice.declared,
    front: choice.front,
    policy: choice.policy,
    address: asked.address(choice.front),
  };
  const presentChanged = !observed.present || hashOf(present) !== hashOf(observed.present);
  return {
    ...choice,
    service: observed.service,
    secrets: [],
    frontHash: frontHash(choice.front, choice.access),
    presentChanged,
    asksAnew: hashOf(choice.release.golden) !== hashOf(observed.releases.get(choice.release.number)?.golden ?? []),
    address: present.address,
    gateway: { ...gateway, replace: gateway.explicit && !!observed.gateway && observed.gateway.image !== gateway.id },
    watch: choice.policy.strategy.watch ?? watchByStage[choice.policy.stage],
    drain: choice.policy.strategy.drain,
  };
}

function retired(service: string): Problem {
  return new Problem('UNKNOWN_SERVICE', `${service} is retired: nothing of it runs on this host`, {
    hint: `"slipway deploy -f FILE" brings it back; its releases are kept, and "slipway rollback ${service}" returns to them then.`,
  });
}

/**
 * What serves, as it is kept on the host. UNKNOWN_SERVICE where nothing does; UNKNOWN_RELEASE where callers get their
 * answers from a release whose kept file cannot be read: it serves on, but nothing can be made from it.
 */
export function inForce({ service, serving, releases, present }: Observed) {
  if (!serving?.release) throw notServing(service);
  const release = releases.get(serving.release);
  if (release && present) return { release, present, replicas: serving.replicas.length };
  const name = releaseName(serving.release);
  const file = `releases/${name}.json`;
  throw new Problem(
    'UNKNOWN_RELEASE',
    `${service} serves ${name}, but its file ${file} in the volume of its gateway is damaged or gone`,
    {
      hint: `${name} serves on and cannot be changed, copied or returned to. Deploy a file of your own: "slipway deploy -f FILE --accept no-way-back=REASON" replaces it.`,
    },
  );
}

export function notServing(service: string): Problem {
  return new Problem('UNKNOWN_SERVICE', `No service ${service} serves on this host`, {
    hint: '"slipway status" lists the services; "slipway deploy -f FILE" makes one.',
  });
}
