import { useInventory } from '../app/session.ts';
import classes from './HostName.module.css';

/** A host wherever it is named: one of production in a colour of its own, and a read-only one with that said. */
export function HostName({ name }: { readonly name: string }) {
  const { inventory } = useInventory();
  const host = inventory?.hosts.find((one) => one.name === name);
  return (
    <span className={host?.production ? classes.production : undefined}>
      <bdi title={host?.production ? 'A host of production' : undefined}>{name}</bdi>
      {host?.production && <span className="hidden-text">, a host of production</span>}
      {host?.mode === 'read-only' && <span className={classes.mode}>read-only</span>}
    </span>
  );
}
