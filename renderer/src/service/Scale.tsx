import { Button, NumberInput, Popover } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Act } from '#contract/deployment';
import { useDoing } from './doing.ts';
import classes from './Head.module.css';
import type { Standing } from './Head.tsx';

type Props = { readonly of: Standing; readonly disabled: boolean; readonly begin: (act: Act) => void };

/** More or fewer replicas of what serves. */
export function Scale({ of: { service, replicas, release }, disabled, begin }: Props) {
  const now = replicas.filter((one) => one.release === release?.release && one.state !== 'exited').length;
  const [doing, setDoing] = useDoing();
  // While nobody knows how many serve, any number might be fewer.
  const isUnknown = release === null;
  const cannot = disabled || isUnknown;
  const opened = doing === 'scale' && !cannot;
  const [typed, setWanted] = useState<number | string | null>(null);
  const wanted = typed ?? (now || 1);
  const number = Number(wanted);
  const isRight = Number.isInteger(number) && number >= 1 && number <= 100;
  const change = number - now;
  const open = (next: boolean) => {
    setWanted(null);
    setDoing(next ? 'scale' : null);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isRight || change === 0) return;
    open(false);
    begin({ kind: 'scale', service, replicas: number });
  };
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
          disabled={cannot}
          title={isUnknown ? 'What serves is not known now' : undefined}
          onClick={() => open(!opened)}
          aria-haspopup="dialog"
          aria-expanded={opened}
        >
          Scale
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={`Scale ${service}`}>
        <form className={classes.scale} onSubmit={submit}>
          <NumberInput
            label="Replicas"
            data-autofocus
            value={wanted}
            onChange={setWanted}
            min={1}
            max={100}
            allowDecimal={false}
            allowNegative={false}
          />
          <p className="second small">{words(isRight, now, change)}</p>
          <Button type="submit" variant="filled" disabled={!isRight || change === 0}>
            {isRight && change !== 0 ? `Scale to ${number}` : 'Scale'}
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}

function words(isRight: boolean, now: number, change: number): string {
  if (!isRight) return 'A whole number from 1 to 100.';
  if (change === 0) return `${now} of them run now.`;
  if (change > 0) return `${now} run now. ${change} more get traffic once they have answered the golden requests.`;
  return `${now} run now. ${-change} of them finish what they were asked, then stop.`;
}
