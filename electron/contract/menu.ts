import * as z from 'zod';

const ids = [
  'deploy',
  'settings',
  'palette',
  'services',
  'history',
  'hosts',
  'theme',
  'doctor',
  'sample',
  'shortcuts',
] as const;
export const commandId = z.enum(ids);
export type CommandId = z.infer<typeof commandId>;

/** What the desktop's native menu and the page's palette both offer; whoever is asked, the page does it. */
export type Command = {
  readonly id: CommandId;
  readonly label: string;
  /** The native menu in which it stands. */
  readonly menu: 'file' | 'view' | 'go' | 'help';
  /** In Electron's notation, "CmdOrCtrl+K"; the page hears the same keys. */
  readonly keys: string | null;
};

export const commands: readonly Command[] = [
  { id: 'deploy', label: 'Deploy a Model…', menu: 'file', keys: 'CmdOrCtrl+N' },
  { id: 'settings', label: 'Settings…', menu: 'file', keys: 'CmdOrCtrl+,' },
  { id: 'palette', label: 'Find or Do Anything…', menu: 'go', keys: 'CmdOrCtrl+K' },
  { id: 'services', label: 'Services', menu: 'go', keys: 'CmdOrCtrl+1' },
  { id: 'history', label: 'History', menu: 'go', keys: 'CmdOrCtrl+2' },
  { id: 'hosts', label: 'Hosts', menu: 'go', keys: 'CmdOrCtrl+3' },
  { id: 'theme', label: 'Switch Between Light and Dark', menu: 'view', keys: 'CmdOrCtrl+Shift+L' },
  { id: 'doctor', label: 'What Is Wrong Here', menu: 'help', keys: null },
  { id: 'sample', label: 'Try the Sample Model', menu: 'help', keys: null },
  { id: 'shortcuts', label: 'Keyboard Shortcuts', menu: 'help', keys: 'CmdOrCtrl+/' },
];
