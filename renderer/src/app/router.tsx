import { createRootRoute, createRoute, createRouter } from '@tanstack/react-router';
import { Overview } from '../overview/Overview.tsx';
import { doingIn } from '../service/doing.ts';
import { Frame } from './Frame.tsx';
import { lazyPage } from './lazy-page.ts';
import { NotFound } from './NotFound.tsx';
import { PageFailed } from './PageFailed.tsx';

const root = createRootRoute({ component: Frame, notFoundComponent: NotFound });

const overview = createRoute({ getParentRoute: () => root, path: '/', component: Overview });
const start = createRoute({
  getParentRoute: () => root,
  path: '/start',
  component: lazyPage(() => import('../host/FirstRun.tsx'), 'FirstRun'),
});
const service = createRoute({
  getParentRoute: () => root,
  path: '/service/$host/$service',
  validateSearch: doingIn,
  component: lazyPage(() => import('../service/ServicePage.tsx'), 'ServicePage'),
});
const logs = createRoute({
  getParentRoute: () => root,
  path: '/service/$host/$service/logs',
  component: lazyPage(() => import('../service/LogsPage.tsx'), 'LogsPage'),
});
const checks = createRoute({
  getParentRoute: () => root,
  path: '/service/$host/$service/checks',
  component: lazyPage(() => import('../checklist/ChecksPage.tsx'), 'ChecksPage'),
  validateSearch: textIn('show', 'when', 'area', 'finding', 'say'),
});
const update = createRoute({
  getParentRoute: () => root,
  path: '/service/$host/$service/update',
  component: lazyPage(() => import('../wizard/UpdatePage.tsx'), 'UpdatePage'),
  validateSearch: textIn('area'),
});
const deploy = createRoute({
  getParentRoute: () => root,
  path: '/deploy',
  component: lazyPage(() => import('../wizard/ImagePage.tsx'), 'ImagePage'),
});
const draft = createRoute({
  getParentRoute: () => root,
  path: '/deploy/$draft',
  component: lazyPage(() => import('../wizard/DraftPage.tsx'), 'DraftPage'),
  validateSearch: textIn('area'),
});
const deployment = createRoute({
  getParentRoute: () => root,
  path: '/deployment/$id',
  component: lazyPage(() => import('../deployment/DeploymentPage.tsx'), 'DeploymentPage'),
});
const history = createRoute({
  getParentRoute: () => root,
  path: '/history',
  component: lazyPage(() => import('../history/HistoryPage.tsx'), 'HistoryPage'),
});
const compare = createRoute({
  getParentRoute: () => root,
  path: '/history/$a/$b',
  component: lazyPage(() => import('../history/ComparePage.tsx'), 'ComparePage'),
});
const others = createRoute({
  getParentRoute: () => root,
  path: '/host/$host',
  component: lazyPage(() => import('../host/HostPage.tsx'), 'HostPage'),
});
const container = createRoute({
  getParentRoute: () => root,
  path: '/host/$host/container/$container',
  component: lazyPage(() => import('../checklist/XrayPage.tsx'), 'XrayPage'),
});
const containerLogs = createRoute({
  getParentRoute: () => root,
  path: '/host/$host/container/$container/logs',
  component: lazyPage(() => import('../host/ContainerLogsPage.tsx'), 'ContainerLogsPage'),
});
const settings = createRoute({
  getParentRoute: () => root,
  path: '/settings',
  component: lazyPage(() => import('../settings/SettingsPage.tsx'), 'SettingsPage'),
});

/** Of what stands behind an address only so much, and only text: what it means is the page's to say. */
function textIn<const Name extends string>(...names: readonly Name[]) {
  return (search: Readonly<Record<string, unknown>>): Partial<Record<Name, string>> =>
    Object.fromEntries(
      names.flatMap((name) => (typeof search[name] === 'string' ? [[name, search[name]]] : [])),
    ) as Partial<Record<Name, string>>;
}

/** Every page has one address; the desktop's window and the browser's use the same. */
export const router = createRouter({
  routeTree: root.addChildren([
    overview,
    start,
    service,
    logs,
    checks,
    update,
    deploy,
    draft,
    deployment,
    history,
    compare,
    others,
    container,
    containerLogs,
    settings,
  ]),
  defaultPreload: 'intent',
  // Without one, what fails in a page takes everything around it away too.
  defaultErrorComponent: PageFailed,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
