import { canonicalJson, hashOf } from './hash.ts';
import type { Front, Policy, Run } from './parts.ts';
import type { ServiceFile } from './schema.ts';

export type PartName = 'run' | 'front' | 'policy';

export function runOf(file: ServiceFile): Run {
  return {
    model: file.model,
    cpus: file.scale.cpus ?? null,
    memory: file.scale.memory ?? null,
    reliability: file.reliability,
    security: file.security,
  };
}

export function frontOf(file: ServiceFile): Front {
  return { ...file.front, concurrency: file.scale.concurrency ?? null, queue: file.scale.queue ?? null };
}

export function policyOf(file: ServiceFile): Policy {
  return {
    stage: file.stage,
    note: file.note ?? null,
    golden: file.golden,
    strategy: file.strategy,
    monitoring: file.monitoring,
    integration: file.integration,
    review: file.review ?? null,
    peak: file.scale.peak ?? null,
    slo: file.scale.slo ?? null,
  };
}

/**
 * A release's identity: the hash of its run part with the digest in place of the image's name.
 * `digest` is the repository digest or else the image id; `run.model.version` counts as it is given, so a version
 * that was defaulted from a label or tag is filled in before. Units, defaults and the order of sets make no difference.
 */
export function identityOf(run: Run, digest: string): string {
  return hashOf(plainRun({ ...run, model: { ...run.model, image: digest } }));
}

/** `access` are the names of the files that hold its keys and its certificate, which change with what is in them. */
export function frontHash(front: Front, access: { readonly [kind: string]: string | null } = {}): string {
  const files = Object.values(access).some((file) => file !== null) ? { access } : {};
  return hashOf({ ...front, networks: sorted(front.networks), keys: sorted(front.keys), ...files });
}

function policyHash(policy: Policy): string {
  return hashOf(policy);
}

/** The parts in which two files differ; `service`, `host` and `scale.replicas` belong to none of them. */
export function partsChanged(a: ServiceFile, b: ServiceFile): readonly PartName[] {
  const same: Record<PartName, boolean> = {
    run: hashOf(plainRun(runOf(a))) === hashOf(plainRun(runOf(b))),
    front: frontHash(frontOf(a)) === frontHash(frontOf(b)),
    policy: policyHash(policyOf(a)) === policyHash(policyOf(b)),
  };
  return (['run', 'front', 'policy'] as const).filter((part) => !same[part]);
}

/** An empty command or args is to Docker the same as none, and the order of mounts or capabilities means nothing. */
function plainRun(run: Run): unknown {
  const { command, args, secrets, volumes, ...model } = run.model;
  return {
    ...run,
    model: {
      ...model,
      command: command?.length ? command : undefined,
      args: args?.length ? args : undefined,
      secrets: sorted(secrets),
      volumes: sorted(volumes),
    },
    security: {
      ...run.security,
      tmpfs: sorted(run.security.tmpfs),
      capDrop: sorted(run.security.capDrop),
      capAdd: sorted(run.security.capAdd),
    },
  };
}

function sorted(set: readonly unknown[]): unknown[] {
  return set
    .map((entry) => ({ entry, text: canonicalJson(entry) }))
    .sort((a, b) => (a.text < b.text ? -1 : 1))
    .map(({ entry }) => entry);
}
