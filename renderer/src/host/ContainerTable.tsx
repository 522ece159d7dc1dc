import { useRouter } from '@tanstack/react-router';
import { type MouseEvent, type PointerEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Container } from '#contract/inventory';
import type { RowPool } from '../ui/row-pool.ts';
import { Scrolls } from '../ui/Scrolls.tsx';
import { Status } from '../ui/Status.tsx';
import { containerShape } from '../ui/words.ts';
import classes from './ContainerTable.module.css';
import { type ContainerRow, containerRows } from './container-rows.ts';

/** Pixels of a row: see --row-tight. */
const row = 28;
const xray = '/host/$host/container/$container';
/** Rows that are drawn above and below what is seen. */
const margin = 12;

const states = Object.keys(containerShape) as readonly Container['state'][];

type Props = { readonly host: string; readonly containers: readonly Container[] };

/**
 * Containers of an engine, thousands of them: only the rows that are seen are there, drawn in the frame that scrolls. A name
 * leads to what was found of it.
 */
export function ContainerTable({ host, containers }: Props) {
  const router = useRouter();
  const box = useRef<HTMLElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const shown = useRef<HTMLDivElement>(null);
  const pool = useRef<RowPool<ContainerRow> | null>(null);
  const [height, setHeight] = useState(0);

  const draw = () => {
    if (!box.current || !list.current) return;
    pool.current ??= containerRows(list.current, {
      state: (state) => copyOf(shown.current, state),
      address: (id) => router.buildLocation({ to: xray, params: { host, container: id.slice(0, 12) } }).href,
    });
    const top = Math.floor(box.current.scrollTop / row);
    const first = Math.max(0, top - margin);
    const seen = containers.slice(first, top + Math.ceil(height / row) + margin);
    pool.current.show(seen.map((one, at) => ({ one, at: first + at, of: containers.length })));
    list.current.style.transform = `translateY(${first * row}px)`;
  };
  useEffect(() => {
    const it = box.current;
    if (!it) return;
    const watch = new ResizeObserver(() => setHeight(it.clientHeight));
    watch.observe(it);
    return () => watch.disconnect();
  }, []);
  useLayoutEffect(draw);

  return (
    <Scrolls as="section" ref={box} className={classes.box} onScroll={draw} aria-label="Containers">
      <div ref={shown} hidden>
        {states.map((state) => (
          <Status key={state} kind={containerShape[state]} word={state} />
        ))}
      </div>
      <div className={classes.all} style={{ height: containers.length * row }}>
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: a link answers to the keyboard by a click */}
        <ul
          ref={list}
          onPointerOver={tellWhole}
          onClick={(event) => follow(event, (href) => router.history.push(href))}
        />
      </div>
    </Scrolls>
  );
}

/** As the router's own links do: what is pressed with a key held opens a window of its own. */
function follow(event: MouseEvent<HTMLElement>, go: (href: string) => void): void {
  const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
  const href = link?.getAttribute('href');
  if (!href || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  go(href);
}

/** What does not fit its column is told whole to who points at it. */
function tellWhole({ target }: PointerEvent<HTMLElement>): void {
  if (target instanceof HTMLElement && target.matches('.cut')) target.title = target.textContent ?? '';
}

/** A state that an engine of tomorrow may name is shown by its word. */
function copyOf(shown: HTMLElement | null, state: Container['state']): Node {
  return shown?.children[states.indexOf(state)]?.cloneNode(true) ?? document.createTextNode(state);
}
