import { Button, CopyButton } from '@mantine/core';

type Props = { readonly text: string; readonly label: string };

/** Puts a text on the clipboard and says so in its own place. */
export function Copy({ text, label }: Props) {
  return (
    <CopyButton value={text} timeout={1500}>
      {({ copied, copy }) => (
        <Button size="xs" onClick={copy} aria-live="polite">
          {copied ? 'Copied' : label}
        </Button>
      )}
    </CopyButton>
  );
}
