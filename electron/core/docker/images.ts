import { Problem } from '#contract/problem';
import { orNull } from './containers.ts';
import type { Wire } from './engine.ts';
import { calling, deadlines } from './failure.ts';
import type { Engine } from './types.ts';

type Verbs = Pick<Engine, 'inspectImage' | 'remoteDigest' | 'listImages' | 'pullImage' | 'tagImage' | 'untagImage'>;

/** A pull has no deadline of its own: it goes on for as long as the registry sends. */
const pullDeadline = 24 * 3_600_000;

export function imageVerbs({ driver, url }: Wire): Verbs {
  const read = (signal?: AbortSignal) => ({ url, deadline: deadlines.read, signal });
  return {
    inspectImage: (reference, signal) =>
      orNull(calling(`inspect image ${reference}`, read(signal), () => driver.getImage(reference).inspect())),
    remoteDigest: async (reference, signal) => {
      const found = await calling(`look up ${reference}`, { ...read(signal), deadline: deadlines.write }, () =>
        driver.getImage(reference).distribution(),
      ).catch((error: unknown) => {
        throw error instanceof Problem && error.code !== 'HOST_UNREACHABLE' ? notResolvable(reference, error) : error;
      });
      return found.Descriptor.digest;
    },
    listImages: (filter, signal) =>
      calling('list images', read(signal), async (abortSignal) => {
        const filters = {
          ...(filter.reference ? { reference: [filter.reference] } : {}),
          ...(filter.label ? { label: [filter.label] } : {}),
        };
        const found = await driver.listImages({ filters: JSON.stringify(filters), abortSignal });
        return found.map((image) => ({ id: image.Id, tags: image.RepoTags ?? [], labels: image.Labels ?? {} }));
      }),
    pullImage: async (reference, onProgress, signal) => {
      const stream = await calling(`pull ${reference}`, { url, deadline: pullDeadline, signal }, (abortSignal) =>
        driver.pull(reference, { abortSignal }),
      ).catch((error: unknown) => {
        throw error instanceof Problem && error.code !== 'HOST_UNREACHABLE'
          ? pullFailed(reference, error.message, error)
          : error;
      });
      await new Promise<void>((resolve, reject) => {
        driver.modem.followProgress(
          stream,
          (error) => (error ? reject(pullFailed(reference, error.message, error)) : resolve()),
          (event: { status?: string; id?: string; progress?: string }) =>
            onProgress([event.id, event.status, event.progress].filter(Boolean).join(' ')),
        );
      });
    },
    tagImage: (id, repository, tag, signal) =>
      calling(`tag ${repository}:${tag}`, { ...read(signal), deadline: deadlines.write }, async (abortSignal) => {
        await driver.getImage(id).tag({ repo: repository, tag, abortSignal });
      }),
    untagImage: async (reference, signal) => {
      await orNull(
        calling(`untag ${reference}`, { ...read(signal), deadline: deadlines.write }, () =>
          driver.getImage(reference).remove(),
        ),
      );
    },
  };
}

const pullFailed = (reference: string, said: string, cause: unknown) =>
  new Problem('PULL_FAILED', `Cannot pull ${reference}: ${said}`, {
    hint: 'Check the name, the registry and your login on that host; an image that is already on the host needs no pull.',
    cause,
  });

const notResolvable = (reference: string, cause: Problem) =>
  new Problem(
    'STOPPED',
    `${reference} is not on the host, and its registry does not tell its digest: ${cause.message}`,
    {
      stop: 'not-resolvable',
      hint: 'Check the name and tag, log in to the registry on that host, or load the image there.',
      cause,
    },
  );
