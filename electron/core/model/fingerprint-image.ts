import type { Inspection, ProtocolName } from '#contract/model';
import { type ImageSignals, otherImages } from './image-signals.ts';
import { knownServers } from './servers/known.ts';

/** What an image says of itself before it runs. `command` is entrypoint, command and arguments in one list; `env` names only. */
export type ImageFacts = {
  readonly repository: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly ports: readonly number[];
  readonly command: readonly string[];
  readonly env: readonly string[];
};

/**
 * A conclusion about a protocol, and about the server (the id of a profile) where it is one that is known, with the
 * reasons. One signal alone is never more than a guess.
 */
export type Guess = {
  readonly protocol: ProtocolName | 'unknown';
  readonly server: string | null;
  readonly confidence: Inspection['confidence'];
  readonly reasons: readonly string[];
};

/** What the image alone tells: never more than likely, since what it contains has not run. */
export function fingerprintImage(facts: ImageFacts): Guess {
  const servers = knownServers.map(({ id, protocol, image }) => ({ protocol, server: id, image }));
  const others = otherImages.map((image) => ({ protocol: image.protocol, server: null, image }));
  const [best] = [...servers, ...others]
    .map(({ image, ...about }) => ({ ...about, reasons: reasonsOf(facts, image) }))
    .sort((a, b) => b.reasons.length - a.reasons.length);
  if (!best || best.reasons.length === 0) {
    const reasons = ['nothing in the image points to a known server'];
    return { protocol: 'unknown', server: null, confidence: 'none', reasons };
  }
  return { ...best, confidence: best.reasons.length > 1 ? 'likely' : 'guess' };
}

function reasonsOf(facts: ImageFacts, signals: ImageSignals): string[] {
  const command = facts.command.join(' ').slice(0, 4096);
  const env = facts.env.find((name) => signals.env.test(name));
  const port = facts.ports.find((each) => signals.ports.includes(each));
  const title = facts.labels['org.opencontainers.image.title'] ?? '';
  const source = (facts.labels['org.opencontainers.image.source'] ?? '').replace(/(\.git)?\/?$/, '');
  return [
    signals.repository.test(facts.repository) ? `the image is named ${facts.repository}` : null,
    signals.repository.test(title) || signals.repository.test(source) ? `its labels name ${title || source}` : null,
    signals.command.test(command) ? `its command runs ${signals.command.exec(command)?.[0].trim()}` : null,
    env ? `it sets ${env}` : null,
    port ? `it exposes port ${port}` : null,
  ].filter((reason) => reason !== null);
}
