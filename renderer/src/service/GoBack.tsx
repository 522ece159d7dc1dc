import { Button, Popover } from '@mantine/core';
import type { Act } from '#contract/deployment';
import type { KeptRelease } from '#contract/service';
import { moment } from '../ui/figures.ts';
import { useNow } from '../ui/useNow.ts';
import { releaseWords } from '../ui/words.ts';
import { useDoing } from './doing.ts';
import classes from './Head.module.css';

type Props = {
  readonly service: string;
  /** The kept ones that do not serve. */
  readonly releases: readonly KeptRelease[];
  readonly disabled: boolean;
  readonly begin: (act: Act) => void;
};

/** Every release that is kept: how long going back to it takes, or why it cannot return. */
export function GoBack({ service, releases: kept, disabled, begin }: Props) {
  const [doing, setDoing] = useDoing();
  const now = useNow(30_000);
  const opened = doing === 'go-back' && !disabled && kept.length > 0;
  const open = (next: boolean) => setDoing(next ? 'go-back' : null);
  const first = kept.find(({ lost }) => lost === null);
  const label = first?.seconds != null ? `Go back (${seconds(first.seconds)})` : 'Go back';
  return (
    <Popover
      opened={opened}
      onChange={open}
      position="bottom-end"
      trapFocus
      returnFocus
      transitionProps={{ duration: 0 }}
    >
      <Popover.Target>
        <Button
          disabled={disabled || kept.length === 0}
          title={kept.length === 0 ? 'No earlier release is kept' : undefined}
          onClick={() => open(!opened)}
          aria-haspopup="dialog"
          aria-expanded={opened}
        >
          {label}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={`Go back to an earlier release of ${service}`}>
        <ul className={classes.releases}>
          {kept.map((one) => (
            <li key={one.release}>
              <div className="cut">
                <p className="medium cut">
                  <bdi>{releaseWords(one)}</bdi>
                </p>
                <p className="small dim cut" title={one.note ?? undefined}>
                  {moment(one.since, now)}
                  {one.note && (
                    <>
                      {', '}
                      <bdi>{one.note}</bdi>
                    </>
                  )}
                </p>
                {one.lost !== null && <p className={`small second ${classes.lost}`}>Cannot return: {one.lost}.</p>}
              </div>
              {one.lost === null && (
                <Button
                  size="xs"
                  data-autofocus={one === first || undefined}
                  onClick={() => {
                    open(false);
                    begin({ kind: 'rollback', service, to: one.release, exact: false });
                  }}
                >
                  Go back {one.seconds === null ? '(not measured)' : `(${seconds(one.seconds)})`}
                </Button>
              )}
            </li>
          ))}
        </ul>
      </Popover.Dropdown>
    </Popover>
  );
}

/** Whole seconds, rounded up: what is said is kept. */
const seconds = (value: number): string => `${Math.max(1, Math.ceil(value))} s`;
