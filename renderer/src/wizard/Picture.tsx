import classes from './Answers.module.css';
import type { Picture as Shown } from './answers.ts';

/** The picture that a request carries, as the model gets it. */
export function Picture({ of: { side, greys }, size }: { readonly of: Shown; readonly size: number }) {
  const label = `${side} by ${side} picture`;
  return (
    <svg
      width={size}
      height={size}
      viewBox={`0 0 ${side} ${side}`}
      role="img"
      aria-label={label}
      className={classes.picture}
    >
      {greys.map((grey, at) => {
        const [x, y] = [at % side, Math.floor(at / side)];
        return grey > 0 && <rect key={`${x} ${y}`} x={x} y={y} width="1" height="1" opacity={grey.toFixed(2)} />;
      })}
    </svg>
  );
}
