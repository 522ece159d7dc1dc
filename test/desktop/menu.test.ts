import type { MenuItemConstructorOptions } from 'electron';
import { expect, test } from 'vitest';
import { type CommandId, commands } from '#contract/menu';
import { menuOf } from '#desktop/menu';
import { commandsOf } from '../../renderer/src/app/commands.ts';

const itemsOf = (menu: MenuItemConstructorOptions[]) =>
  menu.flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []));

test.each(['linux', 'win32', 'darwin'] as const)(
  'on %s the menu offers every command once, and says which was chosen',
  (platform) => {
    const asked: CommandId[] = [];
    const items = itemsOf(menuOf(platform, { command: (id) => asked.push(id), newWindow: () => {} }));
    const offered = items.filter(({ id }) => commands.some((it) => it.id === id));
    expect(offered.map(({ label, accelerator = null }) => ({ label, keys: accelerator })).toSorted(byLabel)).toEqual(
      commands.map(({ label, keys }) => ({ label, keys })).toSorted(byLabel),
    );
    for (const { click } of offered) (click as () => void)();
    expect(asked.toSorted()).toEqual(commands.map(({ id }) => id).toSorted());
  },
);

test('whatever place the palette always offers, the menu does too, and no other', () => {
  // Several names lead to one place: whoever looks for secrets or the doctor finds the settings.
  const places = [...new Set(commandsOf(null).map(({ to }) => to))];
  expect(commands.flatMap(({ to }) => to ?? []).toSorted()).toEqual(places.toSorted());
});

test('no two items have the same keys, and none has those of the system', () => {
  const items = itemsOf(menuOf('linux', { command: () => {}, newWindow: () => {} }));
  const keys = items.flatMap(({ accelerator }) => (typeof accelerator === 'string' ? [accelerator] : []));
  expect(new Set(keys).size).toBe(keys.length);
  for (const letter of ['C', 'V', 'X', 'A', 'Z', 'Q', 'W', 'H', 'M']) expect(keys).not.toContain(`CmdOrCtrl+${letter}`);
});

test('reloading and the tools of developers are not offered', () => {
  const roles = (platform: NodeJS.Platform) =>
    itemsOf(menuOf(platform, { command: () => {}, newWindow: () => {} })).map(({ role }) => role);
  for (const role of ['reload', 'forceReload', 'toggleDevTools', 'viewMenu'] as const) {
    expect(roles('linux')).not.toContain(role);
    expect(roles('darwin')).not.toContain(role);
  }
});

type Labelled = { label: string | undefined };

const byLabel = (a: Labelled, b: Labelled) => (a.label ?? '').localeCompare(b.label ?? '');
