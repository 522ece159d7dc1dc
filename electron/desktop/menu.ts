import type { MenuItemConstructorOptions } from 'electron';
import { type Command, type CommandId, commands } from '#contract/menu';

export type MenuActs = {
  /** Something of the palette, done by the page. */
  readonly command: (id: CommandId) => void;
  readonly newWindow: () => void;
};

type Items = MenuItemConstructorOptions[];

/** Pure: the native menu. What the palette offers comes from the list that both share; the rest is the system's own. */
export function menuOf(platform: NodeJS.Platform, acts: MenuActs): Items {
  const item = ({ id, label, keys }: Command): MenuItemConstructorOptions => ({
    id,
    label,
    ...(keys === null ? {} : { accelerator: keys }),
    click: () => acts.command(id),
  });
  const of = (menu: Command['menu']): Items => commands.filter((it) => it.menu === menu).map(item);
  const line: MenuItemConstructorOptions = { type: 'separator' };
  const window: MenuItemConstructorOptions = {
    id: 'new-window',
    label: 'New Window',
    accelerator: 'CmdOrCtrl+Shift+N',
    click: () => acts.newWindow(),
  };
  const isMac = platform === 'darwin';
  return [
    ...(isMac ? [{ role: 'appMenu' } as const] : []),
    { label: '&File', submenu: [...of('file'), line, window, line, isMac ? { role: 'close' } : { role: 'quit' }] },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        ...of('view'),
        line,
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        line,
        { role: 'togglefullscreen' },
      ],
    },
    { label: '&Go', submenu: of('go') },
    ...(isMac ? [{ role: 'windowMenu' } as const] : []),
    { role: 'help', label: '&Help', submenu: of('help') },
  ];
}
