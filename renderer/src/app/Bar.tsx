import { UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { Link, useMatches, useParams } from '@tanstack/react-router';
import { Fragment, type ReactNode } from 'react';
import { HostName } from '../host/HostName.tsx';
import classes from './Bar.module.css';
import { openPalette, paletteKeys } from './palette.ts';
import { useInventory } from './session.ts';

/** Where one is, the way to everything, and the theme. */
export function Bar() {
  const production = useIsProduction();
  return (
    <div className={production ? `${classes.bar} ${classes.production}` : classes.bar}>
      <Crumbs />
      <UnstyledButton className={classes.palette} onClick={openPalette} aria-keyshortcuts="Control+K Meta+K">
        Find or do anything
        <kbd className="push">{paletteKeys}</kbd>
      </UnstyledButton>
      <Theme />
    </div>
  );
}

function Crumbs() {
  const { host, service, id, draft, container } = useParams({ strict: false });
  const { inventory } = useInventory();
  const path = useMatches().at(-1)?.routeId ?? '/';
  const crumbs: ReactNode[] = [];
  const deep = path.endsWith('/logs') || path.endsWith('/update') || path.endsWith('/checks');
  if (host)
    crumbs.push(
      service || container ? (
        <Link to="/host/$host" params={{ host }}>
          <HostName name={host} />
        </Link>
      ) : (
        <b>
          <HostName name={host} />
        </b>
      ),
    );
  if (host && service) {
    crumbs.push(
      deep ? (
        <Link to="/service/$host/$service" params={{ host, service }}>
          {service}
        </Link>
      ) : (
        <b>{service}</b>
      ),
    );
  }
  if (host && container) {
    const others = inventory?.hosts.find(({ name }) => name === host)?.others ?? [];
    const name = others.find((one) => one.id.startsWith(container))?.name ?? container;
    crumbs.push(
      <Link to="/host/$host" params={{ host }}>
        containers
      </Link>,
      <b className="cut">
        <bdi>{name}</bdi>
      </b>,
    );
  }
  if (path.endsWith('/checks')) crumbs.push(<b>checks</b>);
  if (path.endsWith('/logs')) crumbs.push(<b>logs</b>);
  if (path.endsWith('/update')) crumbs.push(<b>update</b>);
  if (path === '/') crumbs.push(<b>Services</b>);
  if (path === '/start') crumbs.push(<b>Hosts</b>);
  if (path.startsWith('/deploy') && !id) {
    crumbs.push(<Link to="/">Services</Link>, <b>{draft ? 'new service' : 'choose an image'}</b>);
  }
  if (id) crumbs.push(<Link to="/history">History</Link>, <b>deployment</b>);
  if (path.startsWith('/history')) {
    crumbs.push(path === '/history' ? <b>History</b> : <Link to="/history">History</Link>);
    if (path !== '/history') crumbs.push(<b>compare</b>);
  }
  if (path === '/settings') crumbs.push(<b>Settings</b>);
  return (
    <nav className={classes.crumbs} aria-label="Where you are">
      {crumbs.map((crumb, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a crumb is its place
        <Fragment key={at}>
          {at > 0 && <span aria-hidden="true">/</span>}
          {crumb}
        </Fragment>
      ))}
    </nav>
  );
}

function Theme() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const next = { auto: 'light', light: 'dark', dark: 'auto' } as const;
  const words = { auto: 'as the system', light: 'light', dark: 'dark' } as const;
  return (
    <UnstyledButton
      className={classes.theme}
      onClick={() => setColorScheme(next[colorScheme])}
      title={`Theme: ${words[colorScheme]}. Press for ${words[next[colorScheme]]}.`}
    >
      Theme
    </UnstyledButton>
  );
}

function useIsProduction(): boolean {
  const { host, service } = useParams({ strict: false });
  const { inventory } = useInventory();
  const at = inventory?.hosts.find(({ name }) => name === host);
  if (at?.production) return true;
  return (at?.served ?? []).some((one) => one.service === service && one.stage === 'production');
}
