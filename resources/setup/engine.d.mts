export function ensureEngine(options?: { say?: (line: string) => void }): Promise<{ url: string; started: boolean }>;
