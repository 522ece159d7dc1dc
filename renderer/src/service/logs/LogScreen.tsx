import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Failure } from '../../ui/Failure.tsx';
import { Aloud } from './Aloud.tsx';
import type { LogFeed } from './feed.ts';
import classes from './LogScreen.module.css';
import { LogState } from './LogState.tsx';
import { LogView, type LogViewHandle } from './LogView.tsx';
import { Search, type SearchAsked } from './Search.tsx';
import { type Showing, Shown } from './Shown.tsx';
import { lowerBound } from './scan.ts';
import { searchFor } from './search.ts';
import { Take } from './Take.tsx';
import type { Chosen } from './useChosen.ts';
import { useLogKeys } from './useLogKeys.ts';
import { useScan } from './useScan.ts';

type Props = {
  readonly feed: LogFeed;
  /** Who is read: names to choose from, none where there is but one; the one that was chosen, null for all merged. */
  readonly replicas: readonly string[];
  readonly replica: string | null;
  readonly onReplica: (replica: string | null) => void;
  /** Why nothing newer comes; null while it does. */
  readonly failure: unknown;
  readonly opening: boolean;
  /** What a saved file is called, without its ending. */
  readonly name: string;
};

/** Lines kept around a hit where only hits are shown. */
const context = 2;

/** A log with what one does with it: search, follow, choose what is shown, copy and save. */
export function LogScreen({ feed, failure, opening, name, ...readers }: Props) {
  const [asked, setAsked] = useState<SearchAsked>({ text: '', isExpression: false, only: false });
  const [showing, setShowing] = useState<Showing>({ stream: null, times: true, wrap: false, aloud: false });
  const [follows, setFollows] = useState(true);
  const [leftAt, setLeftAt] = useState(0);
  const [current, setCurrent] = useState<number | null>(null);
  const [chosen, setChosen] = useState<Chosen>(null);
  const view = useRef<LogViewHandle>(null);
  const { stream, times, wrap, aloud } = showing;

  const search = useMemo(() => searchFor(asked.text, asked.isExpression), [asked.text, asked.isExpression]);
  const wanted = useMemo(() => ({ search, stream, only: asked.only, context }), [search, stream, asked.only]);
  const { hits, listed, done } = useScan(feed, wanted);

  const follow = useCallback(
    (next: boolean) => {
      if (!next) setLeftAt(feed.ring.end);
      setFollows(next);
    },
    [feed],
  );
  /** From the hit one stands at, or else from what is seen; round again at the ends. */
  const go = (by: 1 | -1) => {
    if (hits.length === 0) return;
    const from = current ?? view.current?.seen()[0] ?? feed.ring.end;
    const place = lowerBound(hits, from);
    const next = by === 1 ? place + (hits[place] === current ? 1 : 0) : place - 1;
    const hit = hits[(next + hits.length) % hits.length];
    if (hit === undefined) return;
    setCurrent(hit);
    follow(false);
    view.current?.scrollToLine(hit);
  };
  const latest = useRef(go);
  useEffect(() => {
    latest.current = go;
  });
  // What does not change keeps its identity: a log that is written to redraws its lines, not the controls around them.
  const goSteadily = useCallback((by: 1 | -1) => latest.current(by), []);
  const tail = () => {
    setFollows(true);
    setCurrent(null);
  };
  useLogKeys({ view, go, tail });

  const look = { listed, search, wrap, times, names: readers.replica === null && readers.replicas.length > 0, current };
  const nothing = feed.ring.end === feed.ring.first;
  return (
    <div className={classes.screen}>
      <div className={classes.bar}>
        <Search
          asked={asked}
          onAsked={setAsked}
          search={search}
          total={hits.length}
          place={placeOf(hits, current)}
          done={done}
          onGo={goSteadily}
        />
        <Take feed={feed} listed={listed} chosen={chosen} view={view} name={name} />
      </div>
      <Shown showing={showing} onShowing={setShowing} {...readers} />
      {failure !== null && <Failure of={failure} />}
      <div className={classes.log}>
        <LogView
          ref={view}
          feed={feed}
          look={look}
          follows={follows}
          onFollows={follow}
          onChosen={setChosen}
          label="Log lines"
        />
        {nothing && failure === null && (
          <p className={classes.nothing}>{opening ? 'Reading the log…' : 'Nothing was written yet.'}</p>
        )}
        {!nothing && listed?.length === 0 && done && (
          <p className={classes.nothing}>
            {search.kind === 'sought' ? 'No line holds it.' : 'No line of this stream.'} {count(feed)} are held.
          </p>
        )}
      </div>
      <LogState feed={feed} read={failure === null} follows={follows} leftAt={leftAt} onFollow={tail} />
      <Aloud feed={feed} on={aloud} />
    </div>
  );
}

/** Which of the hits one stands at, from 1 on; null for none. */
function placeOf(hits: readonly number[], current: number | null): number | null {
  if (current === null) return null;
  const place = lowerBound(hits, current);
  return hits[place] === current ? place + 1 : null;
}

const count = ({ ring }: LogFeed) => (ring.end - ring.first).toLocaleString('en-US');
