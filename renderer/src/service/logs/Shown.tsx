import { NativeSelect } from '@mantine/core';
import { memo } from 'react';
import { Toggle } from '../../ui/Toggle.tsx';
import { shortName } from './format.ts';
import classes from './LogScreen.module.css';

/** What is shown of a log, and whether new lines are read out. */
export type Showing = {
  readonly stream: 'stdout' | 'stderr' | null;
  readonly times: boolean;
  readonly wrap: boolean;
  readonly aloud: boolean;
};

type Props = {
  readonly showing: Showing;
  readonly onShowing: (showing: Showing) => void;
  readonly replicas: readonly string[];
  readonly replica: string | null;
  readonly onReplica: (replica: string | null) => void;
};

export const Shown = memo(function Shown({ showing, onShowing, replicas, replica, onReplica }: Props) {
  const stream = (value: string) => (value === 'stdout' || value === 'stderr' ? value : null);
  return (
    <div className={classes.shown}>
      {replicas.length > 0 && (
        <NativeSelect
          className={classes.replica}
          aria-label="Whose lines"
          value={replica ?? ''}
          onChange={({ currentTarget }) => onReplica(currentTarget.value || null)}
          data={[
            { value: '', label: 'All replicas, merged' },
            ...replicas.map((name) => ({ value: name, label: shortName(name) })),
          ]}
        />
      )}
      <NativeSelect
        className={classes.stream}
        aria-label="Which stream"
        value={showing.stream ?? ''}
        onChange={({ currentTarget }) => onShowing({ ...showing, stream: stream(currentTarget.value) })}
        data={[
          { value: '', label: 'Both streams' },
          { value: 'stdout', label: 'stdout' },
          { value: 'stderr', label: 'stderr' },
        ]}
      />
      <Toggle on={showing.times} onChange={(times) => onShowing({ ...showing, times })}>
        Times
      </Toggle>
      <Toggle on={showing.wrap} onChange={(wrap) => onShowing({ ...showing, wrap })}>
        Wrap
      </Toggle>
      <Toggle
        on={showing.aloud}
        onChange={(aloud) => onShowing({ ...showing, aloud })}
        title="Let a screen reader say new lines"
      >
        Read out
      </Toggle>
    </div>
  );
});
