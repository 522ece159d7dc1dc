import { Button } from '@mantine/core';
import type { Area } from '#contract/checklist';
import { nextOf } from './area/decisions.ts';

type Props = { readonly after: Area | null; readonly choose: (area: Area | null) => void };

/** On from one area to the one after it, and from the last to the review. */
export function NextStep({ after, choose }: Props) {
  const next = nextOf(after);
  return next && <Button onClick={() => choose(next.area)}>Next: {next.name}</Button>;
}
