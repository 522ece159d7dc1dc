import classes from './Picture.module.css';

/** A grey picture: numbers from 0 to 1, row by row, `side` of them in each. */
export type Greys = { readonly side: number; readonly greys: readonly number[] };

/** Ink on paper, a square a pixel, as the model gets it. */
export function Picture({ of: { side, greys }, size }: { readonly of: Greys; readonly size: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox={`0 0 ${side} ${side}`}
      role="img"
      aria-label={`${side} by ${side} picture`}
      className={classes.picture}
    >
      {greys.map((grey, at) => {
        const [x, y] = [at % side, Math.floor(at / side)];
        return grey > 0 && <rect key={`${x} ${y}`} x={x} y={y} width="1" height="1" opacity={grey.toFixed(2)} />;
      })}
    </svg>
  );
}
