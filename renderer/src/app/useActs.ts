import { useMantineColorScheme } from '@mantine/core';
import type { Inventory } from '#contract/inventory';
import { signOut } from '../wire/sign-out.ts';
import type { Command } from './commands.ts';
import { closePalette, openShortcuts } from './palette.ts';
import { useClient } from './session.ts';

/** What leads nowhere, and is done at once. */
export type Act = Omit<Command, 'to'> & { readonly act: () => Promise<void> };

const forms = [
  ['docker run', 'dockerRun'],
  ['Compose', 'compose'],
  ['slipway.yaml', 'yaml'],
] as const;

const asked = (act: Act): Act => ({ ...act, asked: true });

/** The theme, the keys, a service on the clipboard in other tools' words, and the end of a session. */
export function useActs(inventory: Inventory | null): readonly Act[] {
  const client = useClient();
  const { toggleColorScheme } = useMantineColorScheme();
  const once = (id: string, label: string, detail: string, act: () => void | Promise<void>): Act => {
    const done = async () => {
      await act();
      closePalette();
    };
    return { id, group: 'Do', label, detail, act: done };
  };
  const copies = (inventory?.hosts ?? []).flatMap(({ name: host, served }) =>
    served
      .filter(({ state }) => state !== 'retired')
      .flatMap(({ service }) =>
        forms.map(([words, form]) =>
          asked(
            once(`${host}/${service}/${form}`, `Copy ${service} as ${words}`, `on ${host}`, async () => {
              const commands = await client.service.commands({ host, service });
              await navigator.clipboard.writeText(commands[form]);
            }),
          ),
        ),
      ),
  );
  return [
    once('do-theme', 'Switch between light and dark', 'the theme', toggleColorScheme),
    { ...once('do-keys', 'Keys', 'what the keyboard does', openShortcuts), keys: '?' },
    ...(signOut ? [once('do-sign-out', 'Sign out', 'of this browser', signOut)] : []),
    ...copies,
  ];
}
