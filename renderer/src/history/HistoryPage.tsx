import { Button, Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { deploymentKind, deploymentState } from '#contract/deployment';
import { useClient, useInventory } from '../app/session.ts';
import { Failure } from '../ui/Failure.tsx';
import { count } from '../ui/figures.ts';
import { LinkButton } from '../ui/LinkButton.tsx';
import { deploymentWord } from '../ui/words.ts';
import { chosen, everything, type Filter, inOrder, questionOf } from './filter.ts';
import classes from './HistoryPage.module.css';
import { HistoryTable } from './HistoryTable.tsx';
import { Verified } from './Verified.tsx';

/** How many are fetched at first, and how many more each time. */
const page = 100;

/** The logbook: every deployment that this console recorded. It needs no host. */
export function HistoryPage() {
  const client = useClient();
  const { inventory } = useInventory();
  const [filter, setFilter] = useState<Filter>(everything);
  const [limit, setLimit] = useState(page);
  const [marked, setMarked] = useState<readonly string[]>([]);
  const [asked] = useDebouncedValue(filter, 150);
  const running = inventory?.underway.map(({ id, step }) => `${id} ${step?.n}`).join() ?? '';
  const list = useQuery({
    queryKey: ['history', asked, limit, running],
    queryFn: ({ signal }) => client.history.list(questionOf(asked, limit), { signal }),
    placeholderData: keepPreviousData,
  });
  const deployments = list.data?.deployments ?? [];
  const narrow = (change: Partial<Filter>) => setFilter({ ...filter, ...change });
  const [a, b] = inOrder(marked);
  const nothing = list.data && deployments.length === 0;
  return (
    <div className="page">
      <div className="head">
        <div>
          <h1>History</h1>
          <p>
            Opens with every host switched off · <Verified />
          </p>
        </div>
        <div className="acts">
          {a && b ? (
            <LinkButton to="/history/$a/$b" params={{ a, b }}>
              Compare the two
            </LinkButton>
          ) : (
            <span className="dim small">Tick two to compare them</span>
          )}
        </div>
      </div>
      <div className={classes.filters}>
        <TextInput
          data-search
          className={classes.text}
          aria-label="Search"
          placeholder="Service, version, words of why"
          value={filter.text}
          onChange={({ currentTarget }) => narrow({ text: currentTarget.value })}
        />
        <Choice
          label="Service"
          of={names(deployments, 'service')}
          value={filter.service}
          onChange={(service) => narrow({ service })}
        />
        <Choice
          label="Host"
          of={names(deployments, 'host')}
          value={filter.host}
          onChange={(host) => narrow({ host })}
        />
        <Choice
          label="Kind"
          of={deploymentKind.options}
          value={filter.kind}
          onChange={(kind) => narrow({ kind: kind as Filter['kind'] })}
        />
        <Choice
          label="How it went"
          of={deploymentState.options}
          words={deploymentWord}
          value={filter.state}
          onChange={(state) => narrow({ state: state as Filter['state'] })}
        />
        <span className="push dim small">
          {list.data && `${count(deployments.length)}${deployments.length === limit ? ' and more' : ''}, newest first`}
        </span>
      </div>
      {list.error && <Failure of={list.error} again={() => void list.refetch()} />}
      {nothing && <Nothing filtered={asked !== everything} clear={() => setFilter(everything)} />}
      {deployments.length > 0 && (
        <HistoryTable deployments={deployments} marking={{ marked, mark: (id) => setMarked(chosen(marked, id)) }} />
      )}
      {deployments.length === limit && (
        <Button className={classes.more} onClick={() => setLimit(limit + page)} loading={list.isFetching}>
          Show {page} more
        </Button>
      )}
    </div>
  );
}

function Nothing({ filtered, clear }: { readonly filtered: boolean; readonly clear: () => void }) {
  if (filtered) {
    return (
      <div className="empty">
        <p>No deployment is like that.</p>
        <Button onClick={clear}>Show all</Button>
      </div>
    );
  }
  return (
    <div className="empty">
      <p>
        Nothing is recorded yet. Every deployment, also one that was refused or taken back, is written here by itself.
      </p>
      <LinkButton to="/start">Try the sample model</LinkButton>
    </div>
  );
}

type ChoiceProps = {
  readonly label: string;
  readonly of: readonly string[];
  readonly words?: Readonly<Record<string, string>>;
  readonly value: string;
  readonly onChange: (value: string) => void;
};

function Choice({ label, of, words, value, onChange }: ChoiceProps) {
  const options = [...new Set([...of, ...(value ? [value] : [])])];
  return (
    <Select
      className={classes.choice}
      aria-label={label}
      data={[{ value: '', label: `${label}: all` }, ...options.map((it) => ({ value: it, label: words?.[it] ?? it }))]}
      value={value}
      allowDeselect={false}
      onChange={(next) => onChange(next ?? '')}
    />
  );
}

const names = <K extends 'service' | 'host'>(of: readonly Readonly<Record<K, string>>[], key: K): string[] =>
  [...new Set(of.map((it) => it[key]))].toSorted();
