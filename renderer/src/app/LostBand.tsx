import { Button } from '@mantine/core';
import { span } from '../ui/figures.ts';
import { StatusShape } from '../ui/Status.tsx';
import { useNow } from '../ui/useNow.ts';
import classes from './LostBand.module.css';
import { useConnection } from './session.ts';

/** Said above the page while the core does not answer: what is shown stays, and is old. */
export function LostBand() {
  const { is, since } = useConnection();
  const now = useNow();
  if (is === 'connected' || is === 'connecting') return null;
  const age = span(Math.max(0, now - since) / 1000);
  return (
    <div className={classes.lost} role="status">
      <StatusShape kind="warn" />
      {is === 'lost' ? (
        <span>
          <b>Not connected to Slipway</b> for {age}. What is shown is from before. It is tried again by itself; what was
          begun goes on.
        </span>
      ) : (
        <>
          <span>
            <b>This session has ended.</b> Run <code>slipway serve</code> on the machine of the console and open the
            link that it prints.
          </span>
          <Button size="xs" className="push" onClick={() => location.reload()}>
            Try again
          </Button>
        </>
      )}
    </div>
  );
}
