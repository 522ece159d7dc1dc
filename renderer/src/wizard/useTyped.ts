import { useState } from 'react';

/**
 * What is in a field while somebody types: the file has it without a space or a comma at its end, where the next word is to
 * follow. Once the field is left, it shows the file again.
 */
export function useTyped(shown: string, keep: (typed: string) => void) {
  const [typed, setTyped] = useState<string | null>(null);
  return {
    value: typed ?? shown,
    onChange({ currentTarget: { value } }: { readonly currentTarget: { readonly value: string } }) {
      setTyped(value);
      keep(value);
    },
    onBlur: () => setTyped(null),
  };
}
