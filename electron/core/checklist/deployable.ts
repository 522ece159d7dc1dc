import type { Plan } from '#contract/deployment';
import { Problem } from '#contract/problem';
import type { ImageDetails } from '../docker/types.ts';
import type { OpenHost } from '../host/hosts.ts';
import { digestOf } from '../model/image-facts.ts';
import type { ServiceFile } from '../service/schema.ts';
import { deployableFacts } from './collect-file.ts';
import type { Collected } from './collected.ts';
import type { Facts } from './facts.ts';

/** A file with the host that it would be deployed on, and the plan of that, or why there is none. */
export type Deployable = { readonly file: ServiceFile; readonly host: OpenHost; readonly plan: Plan | Problem };

/** What can be known of a file before it is deployed, with three questions to its host beside what the plan asked. */
export async function deployable({ file, host, plan }: Deployable, signal: AbortSignal): Promise<Collected> {
  const facts = await deployableFacts(file, host, plan, signal);
  const problem = plan instanceof Problem ? plan : null;
  const release = plan instanceof Problem ? null : plan.to;
  return {
    facts,
    subject: { kind: 'file', name: file.service, stage: file.stage },
    about: { host: host.name, release, digest: release?.digest ?? digestIn(facts) },
    file,
    problem,
  };
}

export function digestIn({ image }: Facts): string | null {
  const found = image.had ? (image.value as Partial<ImageDetails>) : null;
  return typeof found?.Id === 'string' ? digestOf(found as ImageDetails) : null;
}
