import { randomBytes } from 'node:crypto';
import { weigh } from '../deployment/weigh.ts';
import { names } from '../docker/labels.ts';
import { gatewayImage } from '../gateway/image.ts';
import { weightsOf, weightsText } from '../service/weights.ts';
import type { Collected, RunDeps } from './collected.ts';
import { had } from './facts.ts';
import { gather } from './gather.ts';

/** Milliseconds: what is read at 100 MB/s in an hour is more than weighs on one host. */
const longest = 3_600_000;

/**
 * The same with the hash of its weights as they lie in their volume now, read to the end in a throw-away container of the
 * gateway's image that can change nothing of them. What kept it from that is the fact's reason.
 */
export async function withWeights(
  { hosts, gatewayImage: setting }: Pick<RunDeps, 'hosts' | 'gatewayImage'>,
  collected: Collected,
  signal: AbortSignal,
): Promise<Collected> {
  const { file, subject, about } = collected;
  const place = file && weightsOf(file.model);
  if (!place) return collected;
  const work = async (ending: AbortSignal) => {
    const { engine } = await hosts.open(about.host, ending);
    const present = await engine.inspectContainer(names.gateway(subject.name), ending);
    const image = present?.Image ?? (await gatewayImage(engine, setting, ending)).id;
    // No lock is held: another name than a deployment's, which takes away what it finds under that.
    const name = `${names.weigher(subject.name)}-${randomBytes(3).toString('hex')}`;
    const { sha256 } = await weigh({ engine, service: subject.name, image, deployment: 'check', name }, place, ending);
    return had(sha256, `sha256 of ${weightsText(place)}`, new Date().toISOString());
  };
  const weights = await gather('the weights', work, signal, longest);
  return { ...collected, facts: { ...collected.facts, weights } };
}
