import { Button, Menu } from '@mantine/core';
import type { Act } from '#contract/deployment';
import { useDoing } from './doing.ts';
import classes from './Head.module.css';

type Props = {
  readonly service: string;
  readonly disabled: boolean;
  readonly begin: (act: Act) => void;
  readonly onRetire: () => void;
};

/** What is done seldom, with what it does to callers. */
export function More({ service, disabled, begin, onRetire }: Props) {
  const [doing, open] = useDoing();
  return (
    <Menu
      opened={doing === 'more' && !disabled}
      onChange={(next) => open(next ? 'more' : null)}
      closeOnItemClick={false}
      position="bottom-end"
      transitionProps={{ duration: 0 }}
      withInitialFocusPlaceholder={false}
    >
      <Menu.Target>
        <Button disabled={disabled}>More</Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          onClick={() => {
            open(null);
            begin({ kind: 'restart', service });
          }}
        >
          Restart
          <span className={classes.says}>new replicas beside the old ones, then the switch</span>
        </Menu.Item>
        <Menu.Item onClick={onRetire}>
          Retire…
          <span className={classes.says}>stops serving it; its history stays</span>
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
