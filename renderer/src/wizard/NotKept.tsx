import { Button } from '@mantine/core';
import { Failure } from '../ui/Failure.tsx';
import { LinkButton } from '../ui/LinkButton.tsx';
import type { Desk } from './useDraft.ts';

/** Why a draft is not kept. Where another window wrote on it too, whoever looks chooses whose writing stays. */
export function NotKept({ desk: { keeping, writing } }: { readonly desk: Desk }) {
  if (writing.failure === null) return null;
  const told = () => undefined;
  if (writing.elsewhere === null)
    return <Failure of={writing.failure} again={() => void keeping.settle().catch(told)} />;
  return (
    <Failure of={writing.failure}>
      {writing.elsewhere === 'removed' ? (
        <LinkButton size="xs" to="/deploy">
          Leave it
        </LinkButton>
      ) : (
        <Button size="xs" onClick={() => void keeping.load().catch(told)}>
          Load the other
        </Button>
      )}
      <Button size="xs" onClick={() => void keeping.overwrite().catch(told)}>
        {writing.elsewhere === 'removed' ? 'Keep it again' : 'Overwrite it'}
      </Button>
    </Failure>
  );
}
