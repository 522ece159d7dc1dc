/** As it is written on this machine's keyboard. */
export const paletteKeys = /Mac/.test(navigator.platform) ? '⌘ K' : 'Ctrl K';

const listeners = new Set<() => void>();
let open = false;

function set(next: boolean): void {
  if (open === next) return;
  open = next;
  for (const listener of [...listeners]) listener();
}

/** The palette opens from the bar, from the keyboard and from the desktop's menu. */
export const openPalette = (): void => set(true);
export const closePalette = (): void => set(false);
export const paletteIsOpen = (): boolean => open;
export function subscribeToPalette(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** The same for the list of keys. */
const wanted = new Set<() => void>();
export const openShortcuts = (): void => {
  for (const listener of [...wanted]) listener();
};
export function subscribeToShortcuts(listener: () => void): () => void {
  wanted.add(listener);
  return () => void wanted.delete(listener);
}
