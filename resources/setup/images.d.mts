type Say = (line: string) => void;
type Which = 'sample' | 'gateway' | 'all';

export function ensureImages(options?: { which?: Which; say?: Say }): Promise<{ samples?: string[]; gateway?: string }>;
export function removeImages(options?: { which?: Which; say?: Say }): Promise<void>;
