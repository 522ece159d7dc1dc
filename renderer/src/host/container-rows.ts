import type { Container } from '#contract/inventory';
import { type RowPool, rowPool } from '../ui/row-pool.ts';
import classes from './ContainerTable.module.css';

export type ContainerRow = { readonly one: Container; readonly at: number; readonly of: number };
/** A state as it is shown, to be copied: drawn once by React, as everywhere else. The address of a container's own page. */
export type Known = {
  readonly state: (state: Container['state']) => Node;
  readonly address: (id: string) => string;
};

type Made = {
  readonly element: HTMLElement;
  readonly state: HTMLElement;
  readonly link: HTMLAnchorElement;
  readonly name: Text;
  readonly image: Text;
  readonly status: Text;
  readonly ports: Text;
};

export const containerRows = (parent: HTMLElement, known: Known): RowPool<ContainerRow> =>
  rowPool<ContainerRow, Made>(parent, {
    keyOf: ({ one }) => one.id,
    make,
    fill: (made, row, before) => fill(made, row, before, known),
  });

function make(): Made {
  const element = document.createElement('li');
  element.className = classes.row ?? '';
  const cell = (className: string) => {
    const made = document.createElement('bdi');
    made.className = className;
    element.append(made);
    return made;
  };
  const text = (className: string) => cell(className).appendChild(document.createTextNode(''));
  const state = cell(classes.state ?? '');
  const link = document.createElement('a');
  link.className = classes.name ?? '';
  cell('medium cut').append(link);
  return {
    element,
    state,
    link,
    name: link.appendChild(document.createTextNode('')),
    image: text('mono second cut'),
    status: text('second cut'),
    ports: text('mono second cut'),
  };
}

/** Writes what differs: most rows that come into sight say what others said before them. */
function fill(made: Made, { one, at, of }: ContainerRow, before: ContainerRow | null, known: Known): void {
  if (before?.at !== at) made.element.setAttribute('aria-posinset', String(at + 1));
  if (before?.of !== of) made.element.setAttribute('aria-setsize', String(of));
  const was = before?.one;
  if (was === one) return;
  if (was?.state !== one.state) made.state.replaceChildren(known.state(one.state));
  if (was?.name !== one.name) made.name.data = one.name;
  if (was?.id !== one.id) {
    if (isId(one.id)) made.link.href = known.address(one.id);
    else made.link.removeAttribute('href');
  }
  if (was?.image !== one.image) made.image.data = one.image;
  if (was?.status !== one.status) made.status.data = one.status;
  if (was?.ports !== one.ports) made.ports.data = portsOf(one);
}

const portsOf = ({ ports }: Container): string =>
  ports.flatMap(({ inside, outside }) => (outside ? [`${outside} → ${inside}`] : [])).join(', ');

/** What an engine gives its containers; anything else is no address of ours. */
const isId = (id: string): boolean => /^[0-9a-f]{12,64}$/.test(id);
