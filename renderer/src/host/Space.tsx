import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { Reclaimed, SpaceItem } from '#contract/space';
import { useClient } from '../app/session.ts';
import { Failure } from '../ui/Failure.tsx';
import { bytes, joined } from '../ui/figures.ts';
import { Section } from '../ui/Section.tsx';
import { Status } from '../ui/Status.tsx';
import { useAgreeing } from './agreeing.ts';
import classes from './Space.module.css';

type Props = { readonly host: string; readonly disabled: boolean };

/** What could go from a host's disk, looked for when somebody wants to know, and removed once they agree. */
export function Space({ host, disabled }: Props) {
  const client = useClient();
  const agreeing = useAgreeing();
  const looking = useMutation({ mutationFn: () => client.space.look({ host }) });
  const freeing = useMutation({
    mutationFn: () => agreeing((agreed) => client.space.reclaim({ host, ...agreed })),
    onSuccess: () => looking.reset(),
  });
  const { data } = looking;
  const look = () => {
    freeing.reset();
    looking.mutate();
  };
  const count = data ? (data.free.length === 1 ? '1 thing' : `${data.free.length} things`) : '';
  return (
    <Section title="Space" note={data ? `${joined(bytes(data.bytes))} to free, at most` : 'what is nobody’s way back'}>
      {looking.error !== null && <Failure of={looking.error} again={look} />}
      {freeing.error !== null && <Failure of={freeing.error} />}
      {freeing.data && <Done of={freeing.data} />}
      {data && data.free.length > 0 && <Items of={data.free} label="What could go" />}
      {data && data.kept.length > 0 && (
        <details className={classes.kept}>
          <summary>
            {data.kept.length} kept, though no container uses {data.kept.length === 1 ? 'it' : 'them'}
          </summary>
          <Items of={data.kept} label="What is kept" />
        </details>
      )}
      <div className={classes.begin}>
        {data && data.free.length > 0 ? (
          <Button loading={freeing.isPending} disabled={disabled} onClick={() => freeing.mutate()}>
            Remove {count}
          </Button>
        ) : (
          <Button loading={looking.isPending} disabled={disabled} onClick={look}>
            {data ? 'Look again' : 'See what could go'}
          </Button>
        )}
        <span className="second small">
          {data
            ? data.free.length > 0
              ? 'You are asked before anything goes.'
              : 'Nothing could go: all of it is used, or somebody’s way back.'
            : 'Adds up what the engine’s disk holds; nothing is changed.'}
        </span>
      </div>
    </Section>
  );
}

function Items({ of, label }: { readonly of: readonly SpaceItem[]; readonly label: string }) {
  return (
    <table className={classes.table} aria-label={label}>
      <thead>
        <tr>
          <th>What</th>
          <th>Takes</th>
          <th>Why</th>
        </tr>
      </thead>
      <tbody>
        {of.map(({ kind, name, bytes: size, why }) => (
          <tr key={`${kind} ${name}`}>
            <td>
              <span className="second">{kind}</span> <bdi className="mono">{name}</bdi>
            </td>
            <td>{size === null ? 'not known' : joined(bytes(size))}</td>
            <td className="second">{why}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Done({ of: { freed, left, bytes: size } }: { readonly of: Reclaimed }) {
  const things = freed.length === 1 ? '1 thing' : `${freed.length} things`;
  return (
    <div className={classes.done} role="status">
      <Status kind={left.length === 0 ? 'pass' : 'warn'} word={`Removed ${things}`} />
      <span className="second">
        {joined(bytes(size))} freed as measured there
        {left.length > 0 &&
          `; ${left.length} not let go: ${left.map(({ name, reason }) => `${name} (${reason})`).join(', ')}`}
      </span>
    </div>
  );
}
