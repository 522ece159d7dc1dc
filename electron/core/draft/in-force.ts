import { observe } from '../deployment/observe.ts';
import { inForce } from '../deployment/want.ts';
import type { OpenHost } from '../host/hosts.ts';
import type { ServiceFile } from '../service/schema.ts';
import { fileOf } from '../service/written.ts';

/**
 * The file in force for a service, without its note, and the image that serves: as the file names it while that is the same
 * one, else by its id, since a tag that points elsewhere by now would bring another. UNKNOWN_SERVICE where none serves,
 * UNKNOWN_RELEASE where what serves cannot be read.
 */
export async function fileInForce(
  { engine, info }: Pick<OpenHost, 'engine' | 'info'>,
  service: string,
  signal: AbortSignal = new AbortController().signal,
): Promise<{ file: ServiceFile; image: string }> {
  const observed = await observe(engine, service, { info, reader: null, signal });
  const { release, present } = inForce(observed);
  const { front, policy, declared } = present;
  const file = fileOf({ service, replicas: declared, run: release.run, front, policy: { ...policy, note: null } });
  const named = await engine.inspectImage(file.model.image, signal);
  const isSame =
    named?.Id === release.image || (named?.RepoDigests ?? []).some((it) => it.endsWith(`@${release.digest}`));
  return { file, image: isSame ? file.model.image : release.image };
}
