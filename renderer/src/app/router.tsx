import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { Overview } from '../overview/Overview.tsx';
import { Frame } from './Frame.tsx';
import { NotFound } from './NotFound.tsx';

const root = createRootRoute({ component: Frame, notFoundComponent: NotFound });

const overview = createRoute({ getParentRoute: () => root, path: '/', component: Overview });
const start = createRoute({
  getParentRoute: () => root,
  path: '/start',
  component: lazyRouteComponent(() => import('../host/FirstRun.tsx'), 'FirstRun'),
});
const service = createRoute({
  getParentRoute: () => root,
  path: '/service/$host/$service',
  component: lazyRouteComponent(() => import('../service/ServicePage.tsx'), 'ServicePage'),
});
const logs = createRoute({
  getParentRoute: () => root,
  path: '/service/$host/$service/logs',
  component: lazyRouteComponent(() => import('../service/LogsPage.tsx'), 'LogsPage'),
});
const update = createRoute({
  getParentRoute: () => root,
  path: '/service/$host/$service/update',
  component: lazyRouteComponent(() => import('../wizard/UpdatePage.tsx'), 'UpdatePage'),
});
const deploy = createRoute({
  getParentRoute: () => root,
  path: '/deploy',
  component: lazyRouteComponent(() => import('../wizard/ImagePage.tsx'), 'ImagePage'),
});
const draft = createRoute({
  getParentRoute: () => root,
  path: '/deploy/$draft',
  component: lazyRouteComponent(() => import('../wizard/DraftPage.tsx'), 'DraftPage'),
});
const deployment = createRoute({
  getParentRoute: () => root,
  path: '/deployment/$id',
  component: lazyRouteComponent(() => import('../deployment/DeploymentPage.tsx'), 'DeploymentPage'),
});
const history = createRoute({
  getParentRoute: () => root,
  path: '/history',
  component: lazyRouteComponent(() => import('../history/HistoryPage.tsx'), 'HistoryPage'),
});
const compare = createRoute({
  getParentRoute: () => root,
  path: '/history/$a/$b',
  component: lazyRouteComponent(() => import('../history/ComparePage.tsx'), 'ComparePage'),
});
const others = createRoute({
  getParentRoute: () => root,
  path: '/host/$host',
  component: lazyRouteComponent(() => import('../host/HostPage.tsx'), 'HostPage'),
});
const settings = createRoute({
  getParentRoute: () => root,
  path: '/settings',
  component: lazyRouteComponent(() => import('../settings/SettingsPage.tsx'), 'SettingsPage'),
});

/** Every page has one address; the desktop's window and the browser's use the same. */
export const router = createRouter({
  routeTree: root.addChildren([
    overview,
    start,
    service,
    logs,
    update,
    deploy,
    draft,
    deployment,
    history,
    compare,
    others,
    settings,
  ]),
  defaultPreload: 'intent',
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
