import { Button } from '@mantine/core';
import { span } from '../ui/figures.ts';
import { Status } from '../ui/Status.tsx';
import { useNow } from '../ui/useNow.ts';

type Props = {
  /** Milliseconds since 1970. */
  readonly since: number;
  readonly says: string;
  readonly stop: () => void;
};

/** Something that takes a while: what it does, for how long already, and an end to it. */
export function Underway({ since, says, stop }: Props) {
  const now = useNow();
  return (
    <>
      <span role="status">
        <Status kind="busy" word="busy">
          {says}, {span(Math.max(0, now - since) / 1000)}
        </Status>
      </span>
      <Button size="xs" className="push" onClick={stop}>
        Stop
      </Button>
    </>
  );
}
