import { Link } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useRef } from 'react';
import type { Container } from '#contract/inventory';
import { Scrolls } from '../ui/Scrolls.tsx';
import { Status } from '../ui/Status.tsx';
import { containerShape } from '../ui/words.ts';
import classes from './ContainerTable.module.css';

/** Pixels of a row: see --row-tight. */
const row = 28;

type Props = { readonly host: string; readonly containers: readonly Container[] };

/** Containers of an engine, thousands of them: only the rows that are seen are drawn. A name leads to what was found of it. */
export function ContainerTable({ host, containers }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: containers.length,
    getScrollElement: () => box.current,
    estimateSize: () => row,
    overscan: 12,
    getItemKey: (at) => containers[at]?.id ?? at,
  });
  return (
    <Scrolls as="section" ref={box} className={classes.box} aria-label="Containers">
      <ul className={classes.all} style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, key, start }) => {
          const one = containers[index];
          return one && <Row key={key} host={host} one={one} at={index} of={containers.length} top={start} />;
        })}
      </ul>
    </Scrolls>
  );
}

type RowProps = {
  readonly host: string;
  readonly one: Container;
  readonly at: number;
  readonly of: number;
  readonly top: number;
};

/** While it is scrolled, only the rows that come into sight are drawn. */
const Row = memo(function Row({ host, one, at, of, top }: RowProps) {
  const ports = one.ports.flatMap(({ inside, outside }) => (outside ? [`${outside} → ${inside}`] : []));
  return (
    <li className={classes.row} style={{ transform: `translateY(${top}px)` }} aria-posinset={at + 1} aria-setsize={of}>
      <span>
        <Status kind={containerShape[one.state]} word={one.state} />
      </span>
      <span className="medium cut" title={one.name}>
        {isId(one.id) ? (
          <Link
            to="/host/$host/container/$container"
            params={{ host, container: one.id.slice(0, 12) }}
            className={classes.name}
          >
            <bdi>{one.name}</bdi>
          </Link>
        ) : (
          <bdi>{one.name}</bdi>
        )}
      </span>
      <span className="mono second cut" title={one.image}>
        <bdi>{one.image}</bdi>
      </span>
      <span className="second cut">
        <bdi>{one.status}</bdi>
      </span>
      <span className="mono second cut">{ports.join(', ')}</span>
    </li>
  );
});

/** What an engine gives its containers; anything else is no address of ours. */
const isId = (id: string): boolean => /^[0-9a-f]{12,64}$/.test(id);
