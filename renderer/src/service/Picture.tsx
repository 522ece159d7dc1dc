import classes from './TryIt.module.css';

/** Sixty-four brightnesses as the image that they are; ink on paper, whatever their range. */
export function Picture({ of: pixels }: { readonly of: readonly number[] }) {
  const top = Math.max(...pixels, 1e-9);
  return (
    <svg
      className={classes.picture}
      viewBox="0 0 8 8"
      shapeRendering="crispEdges"
      role="img"
      aria-label="The image that is sent"
    >
      {pixels.map((value, at) =>
        value > 0 ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: a pixel is its place
          <rect key={at} x={at % 8} y={Math.floor(at / 8)} width="1" height="1" fillOpacity={value / top} />
        ) : null,
      )}
    </svg>
  );
}
