import { Copy } from '../ui/Copy.tsx';
import classes from './Head.module.css';

/** Where callers reach it, ready to be copied. */
export function Address({ address }: { readonly address: string }) {
  const url = address.includes('://') ? address : `http://${address}`;
  return (
    <span className={classes.address}>
      <code className="cut" title={url}>
        {url}
      </code>
      <Copy text={url} label="Copy" />
    </span>
  );
}
