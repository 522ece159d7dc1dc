import classes from './ReplicaName.module.css';
import { replicaParts } from './words.ts';

/** A replica's name where there is little room: its end tells it from the others, and is never cut. */
export function ReplicaName({ name }: { readonly name: string }) {
  const [service, which] = replicaParts(name);
  return (
    <bdi className={classes.name} title={name}>
      <span className="cut">{service}</span>
      {which}
    </bdi>
  );
}
