import type { Figure } from './figures.ts';

/** A number with its unit standing back. */
export function Measure({ of: [value, unit] }: { readonly of: Figure }) {
  return (
    <>
      {value} <span className="unit">{unit}</span>
    </>
  );
}
