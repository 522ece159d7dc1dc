import { UnstyledButton } from '@mantine/core';
import type { Command } from './commands.ts';
import classes from './Palette.module.css';
import type { Act } from './useActs.ts';

type Hit = Command | Act;
type Props = {
  readonly id: string;
  readonly of: readonly Hit[];
  readonly chosen: string | undefined;
  readonly onGo: (hit: Hit) => void;
};

export const hitId = (id: string): string => `hit-${id}`;

/** What was found, by groups. The keyboard stays in the field above, which says which one is chosen. */
export function Hits({ id, of: hits, chosen, onGo }: Props) {
  const groups = [...new Set(hits.map(({ group }) => group))];
  return (
    <div id={id} role="listbox" aria-label="What was found" className={classes.hits}>
      {groups.map((group) => (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset may not stand in a list box
        <div key={group} role="group" aria-label={group}>
          <p className={classes.group} aria-hidden="true">
            {group}
          </p>
          {hits
            .filter((hit) => hit.group === group)
            .map((hit) => (
              <Option key={hit.id} of={hit} chosen={hit.id === chosen} onGo={onGo} />
            ))}
        </div>
      ))}
      {hits.length === 0 && <p className={`${classes.group} ${classes.none}`}>Nothing has that in its name.</p>}
    </div>
  );
}

type OptionProps = { readonly of: Hit; readonly chosen: boolean; readonly onGo: (hit: Hit) => void };

function Option({ of: hit, chosen, onGo }: OptionProps) {
  const { id, label, detail, keys } = hit;
  return (
    <UnstyledButton
      id={hitId(id)}
      role="option"
      aria-selected={chosen}
      tabIndex={-1}
      className={classes.hit}
      ref={chosen ? seen : undefined}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => onGo(hit)}
    >
      <span className={`medium ${classes.label}`}>{label}</span>
      <span className="dim cut">{detail}</span>
      {keys && <kbd className="push">{keys}</kbd>}
    </UnstyledButton>
  );
}

const seen = (option: HTMLElement | null): void => option?.scrollIntoView({ block: 'nearest' });
