import { Problem } from '#contract/problem';
import { type Release, releaseTitle } from '../release/release.ts';

/** A release that is kept, and whose image is neither on the host nor to be had from its registry. */
export function vanished(release: Release, cause?: unknown): Problem {
  const { digest, run } = release;
  const image = run.model.image;
  return new Problem(
    'STOPPED',
    `The image of ${releaseTitle(release)}, ${image} (${digest}), is no longer on the host and cannot be had`,
    {
      stop: 'not-resolvable',
      hint: `Load it there ("docker load"), or push it where ${image} is pulled from, then run the command again.`,
      cause,
    },
  );
}
