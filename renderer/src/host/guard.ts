import type { SafeMode } from '#contract/host';

/** The modes of a host in words, from the most lenient to the strictest. */
export const modeWords: readonly { readonly value: SafeMode; readonly label: string; readonly says: string }[] = [
  { value: 'silent', label: 'Silent', says: 'Nobody is asked before something is changed here.' },
  { value: 'confirm', label: 'Confirm', says: 'A yes is asked for before what runs here is changed.' },
  {
    value: 'type-name',
    label: 'Type the name',
    says: "The host's name has to be typed before what runs here is changed.",
  },
  { value: 'read-only', label: 'Read-only', says: 'Nothing is changed here. Looking still works.' },
];

export const saysOf = (mode: SafeMode): string => modeWords.find(({ value }) => value === mode)?.says ?? '';
export const labelOf = (mode: SafeMode): string => modeWords.find(({ value }) => value === mode)?.label ?? mode;
