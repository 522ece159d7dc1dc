/** No schemas here: the page loads this first, and both ends are of one build. */
export type CommandId = 'deploy' | 'settings' | 'palette' | 'services' | 'history' | 'start' | 'theme' | 'shortcuts';

/** What the desktop's native menu offers beside the system's own; the page does it. */
export type Command = {
  readonly id: CommandId;
  readonly label: string;
  /** The native menu in which it stands. */
  readonly menu: 'file' | 'view' | 'go' | 'help';
  /** In Electron's notation, "CmdOrCtrl+K". */
  readonly keys: string | null;
  /** The page's address that it leads to; null where it is something else. */
  readonly to: string | null;
};

export const commands: readonly Command[] = [
  { id: 'deploy', label: 'Deploy a Model…', menu: 'file', keys: 'CmdOrCtrl+N', to: '/deploy' },
  { id: 'settings', label: 'Settings and Doctor', menu: 'file', keys: 'CmdOrCtrl+,', to: '/settings' },
  { id: 'palette', label: 'Find or Do Anything…', menu: 'go', keys: 'CmdOrCtrl+K', to: null },
  { id: 'services', label: 'Services', menu: 'go', keys: 'CmdOrCtrl+1', to: '/' },
  { id: 'history', label: 'History', menu: 'go', keys: 'CmdOrCtrl+2', to: '/history' },
  { id: 'start', label: 'Hosts on This Machine', menu: 'go', keys: 'CmdOrCtrl+3', to: '/start' },
  { id: 'theme', label: 'Switch Between Light and Dark', menu: 'view', keys: 'CmdOrCtrl+Shift+L', to: null },
  { id: 'shortcuts', label: 'Keys', menu: 'help', keys: 'CmdOrCtrl+/', to: null },
];
