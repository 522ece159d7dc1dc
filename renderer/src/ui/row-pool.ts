import { recycled } from './recycled.ts';

/** How rows are drawn: `make` an empty one, `fill` it with what it says now where `before` is what it said last. */
type Drawing<Row, Made extends { readonly element: HTMLElement }> = {
  readonly keyOf: (row: Row) => string;
  readonly make: () => Made;
  readonly fill: (made: Made, row: Row, before: Row | null) => void;
};

export type RowPool<Row> = { readonly show: (rows: readonly Row[]) => void };

/**
 * The rows of a long list that are seen, as elements of `parent` in their order. Those that come get the elements of those
 * that go, filled anew: a list that is dragged from end to end makes nothing, and is drawn in the frame in which it moved.
 */
export function rowPool<Row, Made extends { readonly element: HTMLElement }>(
  parent: HTMLElement,
  { keyOf, make, fill }: Drawing<Row, Made>,
): RowPool<Row> {
  let held: readonly { readonly key: string; readonly made: Made; readonly row: Row }[] = [];
  return {
    show(rows) {
      const keys = rows.map(keyOf);
      const given = recycled(
        held.map(({ key }) => key),
        keys,
      );
      const stays = held.map(({ key }) => keys.includes(key));
      // Those that go lie behind those that stay, so that a list which moved by three rows moves three elements.
      if (stays.includes(true)) parent.append(...held.flatMap(({ made }, at) => (stays[at] ? [] : [made.element])));
      let next = parent.firstElementChild;
      held = rows.map((row, at) => {
        const before = held[given[at] ?? -1];
        const made = before?.made ?? make();
        fill(made, row, before?.row ?? null);
        if (made.element === next) next = next.nextElementSibling;
        else parent.insertBefore(made.element, next);
        return { key: keys[at] ?? '', made, row };
      });
      while (next) {
        const after = next.nextElementSibling;
        next.remove();
        next = after;
      }
    },
  };
}
