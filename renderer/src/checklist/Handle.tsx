import { Button, Menu } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Container, ContainerAct } from '#contract/inventory';
import { useClient } from '../app/session.ts';
import { useAgreeing } from '../host/agreeing.ts';
import { actsOn, actWords, dockerCommands } from './handling.ts';

/** Starts, stops or restarts a container of somebody's; a guarded host asks first, and so does one that goes with its end. */
export function useHandling(host: string, container: string, done: () => void) {
  const client = useClient();
  const agreeing = useAgreeing();
  return useMutation({
    mutationFn: (act: ContainerAct) => agreeing((agreed) => client.containers.act({ host, container, act, ...agreed })),
    onSuccess: done,
  });
}

type Props = {
  readonly seen: Container;
  readonly handling: ReturnType<typeof useHandling>;
  readonly disabled: boolean;
};

/** What can be done to a container that is no service's. */
export function Handle({ seen, handling, disabled }: Props) {
  const { mutate, isPending, variables } = handling;
  return actsOn(seen.state).map((act) => (
    <Button
      key={act}
      onClick={() => mutate(act)}
      disabled={disabled || (isPending && variables !== act)}
      loading={isPending && variables === act}
    >
      {actWords[act]}
    </Button>
  ));
}

/** Docker's own commands about a container, put on the clipboard. */
export function CopyCommand({ name, url }: { readonly name: string; readonly url: string }) {
  const commands = dockerCommands(name, url);
  const [said, setSaid] = useState<string | null>(null);
  const copy = async (label: string, command: string) => {
    await navigator.clipboard.writeText(command);
    setSaid(`Copied ${label}`);
    setTimeout(() => setSaid(null), 1500);
  };
  if (commands.length === 0) return null;
  return (
    <Menu position="bottom-end" transitionProps={{ duration: 0 }} withinPortal>
      <Menu.Target>
        <Button aria-live="polite">{said ?? 'Copy command'}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        {commands.map(([label, command]) => (
          <Menu.Item key={label} title={command} onClick={() => void copy(label, command)}>
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
