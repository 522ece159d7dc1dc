import { Button, Checkbox } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import type { FoundEngine } from '#contract/inventory';
import { useClient } from '../app/session.ts';
import { Failure } from '../ui/Failure.tsx';
import { Section } from '../ui/Section.tsx';
import { Status } from '../ui/Status.tsx';
import classes from './FirstRun.module.css';
import { NoEngine } from './NoEngine.tsx';

/** Milliseconds: an engine that is started while somebody looks appears by itself. */
const again = 3000;

/** The engines of this machine; a tick makes one a host of this console. */
export function EngineList() {
  const client = useClient();
  const found = useQuery({
    queryKey: ['engines'],
    queryFn: ({ signal }) => client.hosts.found(undefined, { signal }),
    refetchInterval: again,
  });
  const tick = useMutation({
    mutationFn: async ({ name, url, known }: FoundEngine) =>
      known === null ? client.hosts.add({ name, url }) : client.hosts.remove({ name: known }),
    onSettled: () => found.refetch(),
  });
  const engines = (found.data?.engines ?? []).filter(({ state, known }) => state !== 'absent' || known !== null);
  const answering = engines.some(({ state }) => state === 'answers');
  return (
    <Section title="On this machine" note={found.isPending ? 'looking…' : noteOf(engines)}>
      {found.error && <Failure of={found.error} again={() => void found.refetch()} />}
      {tick.error && <Failure of={tick.error} />}
      <ul>
        {engines.map((one) => (
          <Engine
            key={one.url}
            of={one}
            busy={tick.isPending && tick.variables.url === one.url}
            tick={() => tick.mutate(one)}
          />
        ))}
      </ul>
      {found.data && !answering && <NoEngine refused={engines.some(({ state }) => state === 'refuses')} />}
    </Section>
  );
}

const noteOf = (engines: readonly FoundEngine[]): string =>
  engines.length === 1 ? '1 engine found' : `${engines.length === 0 ? 'no' : engines.length} engines found`;

type EngineProps = { readonly of: FoundEngine; readonly busy: boolean; readonly tick: () => void };

function Engine({ of: { name, url, why, state, reason, known }, busy, tick }: EngineProps) {
  const id = useId();
  const [asks, setAsks] = useState(false);
  return (
    <li className={classes.engine}>
      <Checkbox
        id={id}
        size="xs"
        checked={known !== null}
        disabled={busy || known === 'local' || (known === null && state !== 'answers' && state !== 'untried')}
        onChange={known === null ? tick : () => setAsks(true)}
        aria-describedby={`${id}-why`}
      />
      <div className={classes.says}>
        <label htmlFor={id}>
          <span className="row">
            <bdi className="medium cut">{known ?? name}</bdi>
            <bdi className="mono second cut">{url}</bdi>
          </span>
        </label>
        <p id={`${id}-why`}>{reason ?? why}</p>
        {asks && known !== null && (
          <div className="row">
            <span className="second small">Forget it? What runs there runs on.</span>
            <Button size="xs" autoFocus onClick={() => setAsks(false)}>
              Leave it
            </Button>
            <Button
              size="xs"
              loading={busy}
              onClick={() => {
                setAsks(false);
                tick();
              }}
            >
              Forget <bdi>{known}</bdi>
            </Button>
          </div>
        )}
      </div>
      {state === 'answers' && <Status kind="serving" word={known === null ? 'answers' : 'connected'} />}
      {state === 'refuses' && <Status kind="warn" word="refuses" />}
      {state === 'untried' && known === null && <Status kind="idle" word="not tried yet" />}
      {state === 'absent' && <Status kind="down" word="not there" />}
    </li>
  );
}
