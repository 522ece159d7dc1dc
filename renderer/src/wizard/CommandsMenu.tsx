import { Button, Menu } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useClient } from '../app/session.ts';
import { failureIn } from '../wire/failure.ts';

type Kind = 'dockerRun' | 'compose' | 'yaml';

const kinds: readonly { readonly kind: Kind; readonly label: string }[] = [
  { kind: 'dockerRun', label: 'docker run' },
  { kind: 'compose', label: 'Compose file' },
  { kind: 'yaml', label: 'slipway.yaml' },
];

/** The draft in other tools' words, put on the clipboard. */
export function CommandsMenu({ text, host }: { readonly text: string; readonly host: string }) {
  const client = useClient();
  const [said, setSaid] = useState<string | null>(null);
  const copy = useMutation({
    mutationFn: async (kind: Kind) => {
      const commands = kind === 'yaml' ? { yaml: text } : await client.draft.commands({ text, host });
      await navigator.clipboard.writeText(commands[kind as 'yaml'] ?? '');
      return kind;
    },
    onSuccess: (kind) => {
      setSaid(`Copied ${kinds.find((one) => one.kind === kind)?.label}`);
      setTimeout(() => setSaid(null), 1500);
    },
  });
  return (
    <>
      {copy.error && (
        <span className="second small" role="alert">
          {failureIn(copy.error).message}
        </span>
      )}
      <Menu position="bottom-end" transitionProps={{ duration: 0 }} withinPortal>
        <Menu.Target>
          <Button aria-live="polite">{said ?? 'Copy as'}</Button>
        </Menu.Target>
        <Menu.Dropdown>
          {kinds.map(({ kind, label }) => (
            <Menu.Item key={kind} onClick={() => copy.mutate(kind)}>
              {label}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
