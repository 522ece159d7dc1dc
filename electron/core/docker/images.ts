import { Readable } from 'node:stream';
import { Problem } from '#contract/problem';
import { orNull } from './containers.ts';
import type { Wire } from './engine.ts';
import { calling } from './failure.ts';
import type { Engine, PullNote } from './types.ts';

type Verbs = Pick<
  Engine,
  | 'inspectImage'
  | 'remoteDigest'
  | 'listImages'
  | 'everyImage'
  | 'pullImage'
  | 'loadImage'
  | 'saveImage'
  | 'buildImage'
  | 'tagImage'
  | 'untagImage'
>;

/** What is sent has no deadline of its own: it goes on for as long as something comes. */
const pullDeadline = 24 * 3_600_000;

export function imageVerbs({ driver, url, deadlines }: Wire): Verbs {
  const read = (signal?: AbortSignal) => ({ url, deadline: deadlines.read, signal });
  const write = (signal?: AbortSignal) => ({ url, deadline: deadlines.write, signal });
  return {
    inspectImage: (reference, signal) =>
      orNull(calling(`inspect image ${reference}`, read(signal), () => driver.getImage(reference).inspect())),
    remoteDigest: async (reference, signal) => {
      const found = await calling(`look up ${reference}`, write(signal), () =>
        driver.getImage(reference).distribution(),
      ).catch((error: unknown) => {
        throw isOfImage(error, signal) ? notResolvable(reference, error) : error;
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
    everyImage: (signal) =>
      calling('list images', read(signal), async (abortSignal) => {
        const found = await driver.listImages({ abortSignal });
        return found.map((image) => ({
          id: image.Id,
          tags: image.RepoTags ?? [],
          digests: image.RepoDigests ?? [],
          labels: image.Labels ?? {},
          createdAt: (image.Created || 0) * 1000,
          size: image.Size,
        }));
      }),
    pullImage: (reference, onProgress, signal) =>
      calling(`pull ${reference}`, { url, deadline: pullDeadline, signal }, async (abortSignal) => {
        const stream = await driver.pull(reference, { abortSignal });
        for await (const said of progressOf(stream as Readable)) {
          if (said.error) throw pullFailed(reference, said.error, said.error);
          onProgress(noteOf(said));
        }
      }).catch((error: unknown) => {
        throw isOfImage(error, signal) ? pullFailed(reference, error.message, error) : error;
      }),
    loadImage: async (archive, signal) => {
      const source = Readable.from(archive);
      // Else the driver would go on waiting for the rest.
      const broken = new AbortController();
      source.once('error', (error) => broken.abort(error));
      const ending = signal ? AbortSignal.any([signal, broken.signal]) : broken.signal;
      try {
        return await calling('load an image', { url, deadline: pullDeadline, signal: ending }, async (abortSignal) => {
          const stream = await driver.loadImage(source, { quiet: true, abortSignal });
          const loaded: string[] = [];
          for await (const { error, stream: said } of progressOf(stream as Readable)) {
            if (error) throw notLoaded(error);
            loaded.push(...loadedIn(said));
          }
          return loaded;
        });
      } finally {
        source.destroy();
      }
    },
    saveImage: (id, signal) =>
      calling(`save image ${id}`, { url, deadline: pullDeadline, signal }, async (abortSignal) => {
        const { promise, resolve, reject } = Promise.withResolvers<Readable>();
        const path = `/images/${encodeURIComponent(id)}/get`;
        const told = (error: Error | null, stream: unknown) => (error ? reject(error) : resolve(stream as Readable));
        driver.modem.dial({ path, method: 'GET', isStream: true, statusCodes: { 200: true }, abortSignal }, told);
        return promise;
      }),
    buildImage: (context, build, signal) =>
      calling(`build ${build.t}`, { url, deadline: loadDeadline, signal }, async (abortSignal) => {
        const stream = await driver.buildImage(Readable.from(context), { ...build, abortSignal });
        for await (const { error } of progressOf(stream as Readable)) if (error) throw notMade(build.t, error);
      }),
    tagImage: (id, repository, tag, signal) =>
      calling(`tag ${repository}:${tag}`, write(signal), async (abortSignal) => {
        await driver.getImage(id).tag({ repo: repository, tag, abortSignal });
      }),
    untagImage: async (reference, signal) => {
      await orNull(calling(`untag ${reference}`, write(signal), () => driver.getImage(reference).remove()));
    },
  };
}

/** Milliseconds in which an engine unpacks what it is given and pulls what it builds on. */
const loadDeadline = 10 * 60_000;

const notMade = (what: string, said: string) =>
  new Problem('PULL_FAILED', `${what} could not be made: ${said}`, {
    hint: 'Look at the free disk space of that host, and at whether it reaches a registry.',
  });

const notLoaded = (said: string) =>
  new Problem('PULL_FAILED', `load an image: ${said}`, { hint: 'Look at the free disk space of that host.' });

type Progress = {
  id?: string;
  status?: string;
  progress?: string;
  progressDetail?: { current?: number; total?: number };
  stream?: string;
  error?: string;
};

function noteOf({ id, status = '', progress, progressDetail = {} }: Progress): PullNote {
  const { current, total } = progressDetail;
  return {
    text: [id, status, progress].filter(Boolean).join(' '),
    layer: id ?? null,
    status,
    current: current ?? null,
    total: total ?? null,
  };
}

/** "Loaded image: digits:1.0.0", or "Loaded image ID: sha256:…" for one without a name. */
const loadedIn = (said: string | undefined): string[] =>
  (said ?? '').split('\n').flatMap((line) => /^Loaded image(?: ID)?: (\S+)$/.exec(line.trim())?.[1] ?? []);

/** The engine answers 200 before it asks the registry: that a pull failed is said in the stream, as one more line. */
async function* progressOf(stream: Readable): AsyncGenerator<Progress> {
  let rest = '';
  for await (const chunk of stream.setEncoding('utf8')) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim()) yield JSON.parse(line);
  }
}

/** Whether a failure is about the image, and not that the host is away, the pull was broken off or it is said already. */
function isOfImage(error: unknown, signal: AbortSignal | undefined): error is Problem {
  if (signal?.aborted || !(error instanceof Problem)) return false;
  return error.code !== 'HOST_UNREACHABLE' && error.code !== 'PULL_FAILED';
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
