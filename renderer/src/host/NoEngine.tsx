import { Copy } from '../ui/Copy.tsx';
import classes from './FirstRun.module.css';
import { type Remedy, remediesFor } from './no-engine.ts';

/** What to do where no engine answers; the list above takes notice by itself. */
export function NoEngine({ refused }: { readonly refused: boolean }) {
  const remedies = remediesFor(navigator.platform, refused);
  return (
    <div className={classes.todo}>
      <p>
        {refused
          ? 'Docker runs here, and does not let this user in. Put the user into its group and log in again.'
          : 'No Docker engine answers on this machine. Slipway needs one, here or elsewhere.'}{' '}
        Once it does, it appears here by itself.
      </p>
      <dl>
        {remedies.map((one) => (
          <Todo key={one.what} of={one} />
        ))}
      </dl>
    </div>
  );
}

function Todo({ of: { what, command } }: { readonly of: Remedy }) {
  return (
    <div>
      <dt>{what}</dt>
      <dd className={classes.command}>
        <code className="code">{command}</code>
        <Copy text={command} label="Copy" />
      </dd>
    </div>
  );
}
