import { Button } from '@mantine/core';

type Props = {
  readonly name: string;
  readonly busy: boolean;
  readonly disabled?: boolean;
  readonly choose: (name: string) => void;
};

/** The last cell of a row that can be chosen. */
export function Choose({ name, busy, disabled = false, choose }: Props) {
  return (
    <td className="number">
      <Button
        size="xs"
        aria-label={`Choose ${name}`}
        loading={busy}
        disabled={disabled}
        onClick={(event) => {
          event.stopPropagation();
          choose(name);
        }}
      >
        Choose
      </Button>
    </td>
  );
}

/** The heading above those cells, for who hears it. */
export const ChooseHead = () => (
  <th>
    <span className="hidden-text">Choose</span>
  </th>
);
