import { useParams } from '@tanstack/react-router';
import { useInventory } from '../app/session.ts';
import classes from '../service/logs/LogScreen.module.css';
import { LogScreen } from '../service/logs/LogScreen.tsx';
import { useLog } from '../service/logs/useLog.ts';
import { LinkButton } from '../ui/LinkButton.tsx';
import { HostName } from './HostName.tsx';

/** What anybody's container says, from the tail on, while it is there. */
export function ContainerLogsPage() {
  const { host, container } = useParams({ from: '/host/$host/container/$container/logs' });
  return <Logs key={`${host}/${container}`} host={host} container={container} />;
}

function Logs({ host, container }: { readonly host: string; readonly container: string }) {
  const { inventory } = useInventory();
  const { feed, failure, opening, read } = useLog({ host, container });
  const listed = inventory?.hosts.find((one) => one.name === host)?.others.find(({ id }) => id.startsWith(container));
  const name = listed?.name ?? container;
  return (
    <div className={`page ${classes.page}`}>
      <div className="head">
        <div className={classes.title}>
          <h1>Logs</h1>
          <p className="cut">
            <bdi>{name}</bdi>
            {listed && `, ${listed.state},`} on <HostName name={host} />
          </p>
        </div>
        <div className="acts">
          <LinkButton to="/host/$host/container/$container" params={{ host, container }}>
            To the container
          </LinkButton>
        </div>
      </div>
      <LogScreen
        feed={feed}
        failure={failure}
        opening={opening}
        replicas={[]}
        replica={null}
        onReplica={read}
        name={`${name}-log`}
      />
    </div>
  );
}
