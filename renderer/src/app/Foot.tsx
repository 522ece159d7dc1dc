import { Link } from '@tanstack/react-router';
import type { Underway } from '#contract/inventory';
import { ago, span } from '../ui/figures.ts';
import { StatusShape } from '../ui/Status.tsx';
import { useNow } from '../ui/useNow.ts';
import { releaseWords } from '../ui/words.ts';
import classes from './Foot.module.css';
import { useConnection, useInventory } from './session.ts';

/** What runs now, and how old that is which is shown. */
export function Foot() {
  const { inventory } = useInventory();
  const connection = useConnection();
  const now = useNow();
  const hosts = inventory?.hosts ?? [];
  const connected = hosts.filter(({ state }) => state === 'connected').length;
  const oldest = hosts.flatMap(({ readAt }) => readAt ?? []).sort()[0];
  const [first, ...more] = inventory?.underway ?? [];
  return (
    <footer className={classes.foot}>
      {first ? <Running it={first} more={more.length} now={now} /> : <Idle />}
      <span className="push">
        {hosts.length === 0
          ? 'No host yet'
          : `${connected} of ${hosts.length} ${hosts.length === 1 ? 'host' : 'hosts'} connected`}
      </span>
      <span>{connection.is === 'connected' ? oldest && `read ${ago(oldest, now)}` : 'not connected'}</span>
    </footer>
  );
}

function Running({ it, more, now }: { readonly it: Underway; readonly more: number; readonly now: number }) {
  const { id, service, host, to, step, startedAt } = it;
  const text = [
    to ? `→ ${releaseWords(to)} on ${host}` : `on ${host}`,
    ...(step ? [`step ${step.n} of ${step.of}, ${step.do}`] : []),
    span(Math.max(0, now - Date.parse(startedAt)) / 1000),
    ...(more > 0 ? [`and ${more} more`] : []),
  ].join(', ');
  const inside = (
    <>
      <StatusShape kind="busy" word="deploying" />
      <b>{service}</b> {text}
    </>
  );
  return id ? (
    <Link to="/deployment/$id" params={{ id }}>
      {inside}
    </Link>
  ) : (
    <span>{inside}</span>
  );
}

function Idle() {
  return (
    <span>
      <StatusShape kind="idle" />
      No deployment running
    </span>
  );
}
