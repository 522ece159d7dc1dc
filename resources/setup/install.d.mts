export function ensureInstalled(options?: { say?: (line: string) => void }): boolean;
export function projectNode(): string;
export function nodeForImages(): string;
