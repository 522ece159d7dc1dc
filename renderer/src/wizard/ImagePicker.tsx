import { Autocomplete } from '@mantine/core';
import { useState } from 'react';
import { nextOf } from './images.ts';
import type { Choices } from './useChoices.ts';

type Props = { readonly image: string; readonly choices: Choices; readonly choose: (reference: string) => void };

/** The image of the next release; another one is picked, or typed and confirmed with Enter. */
export function ImagePicker({ image, choices, choose }: Props) {
  const [typed, setTyped] = useState(image);
  const { same, others } = nextOf(choices.all, image);
  const names = (list: typeof same) => [...new Set(list.map(({ name }) => name))];
  const searching = typed !== image;
  return (
    <Autocomplete
      aria-label="Image of the next release"
      value={typed}
      onChange={setTyped}
      onOptionSubmit={(name) => {
        if (name !== image) choose(name);
      }}
      onKeyDown={({ key }) => {
        if (key === 'Enter' && searching && typed.trim() !== '') choose(typed.trim());
        if (key === 'Escape') setTyped(image);
      }}
      onBlur={() => setTyped(image)}
      data={[
        { group: 'Of the same repository', items: names(same) },
        { group: 'Others on the host', items: names(others).filter((name) => !names(same).includes(name)) },
      ]}
      {...(searching ? {} : { filter: ({ options }) => options })}
      limit={40}
      w={280}
      comboboxProps={{ transitionProps: { duration: 0 }, shadow: 'none' }}
      spellCheck={false}
    />
  );
}
