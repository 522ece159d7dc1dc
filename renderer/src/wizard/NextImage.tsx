import type { ServiceDetail } from '#contract/service';
import { valueAt } from './fields.ts';
import { ImageTable } from './ImageTable.tsx';
import { nextOf } from './images.ts';
import type { Choices } from './useChoices.ts';

type Props = {
  readonly detail: ServiceDetail;
  readonly choices: Choices;
  readonly busy: string | null;
  readonly choose: (reference: string) => void;
};

/** What it could become: the other tags of its image first. */
export function NextImage({ detail, choices, busy, choose }: Props) {
  const present = imageOf(detail);
  const { same, others } = nextOf(choices.all, present);
  return (
    <ImageTable
      title="Choose the new version"
      choices={{ ...choices, all: [...same, ...others] }}
      first={{ count: same.length, present }}
      chosen={busy}
      choose={choose}
    />
  );
}

/** The image that serves, as the file names it; "" where it names none. */
export const imageOf = ({ file }: ServiceDetail): string => {
  const image = valueAt(file, ['model', 'image']);
  return typeof image === 'string' ? image : '';
};
