import { Button, CopyButton } from '@mantine/core';

type Props = {
  readonly text: string;
  readonly label: string;
  /** What it is about, for who cannot see what stands beside it. */
  readonly about?: string;
};

/** Puts a text on the clipboard and says so in its own place. */
export function Copy({ text, label, about }: Props) {
  return (
    <CopyButton value={text} timeout={1500}>
      {({ copied, copy }) => (
        <Button
          size="xs"
          onClick={copy}
          aria-live="polite"
          {...(about === undefined || copied ? {} : { 'aria-label': `${label}: ${about}`, title: text })}
        >
          {copied ? 'Copied' : label}
        </Button>
      )}
    </CopyButton>
  );
}
