type Owned = { mode?: number; uid?: number; gid?: number };
/** A file's content, or where it comes from, or what kind of entry it is. */
export type ImageFile =
  | string
  | Buffer
  | (Owned & ({ from: string | URL } | { content: string | Buffer } | { link: string } | { directory: true }));

export type ImageSettings = {
  tag: string;
  binaries?: Record<string, string>;
  files?: Record<string, ImageFile>;
  entrypoint?: string[];
  cmd?: string[];
  env?: Record<string, string>;
  expose?: number[];
  user?: string;
  workdir?: string;
  stopSignal?: string;
  labels?: Record<string, string>;
  created?: string;
};

export function makeImage(settings: ImageSettings): Promise<{ tag: string; made: boolean }>;
export function nativeEngine(): Promise<boolean>;
export function hasImage(tag: string): Promise<boolean>;
export function libraries(binary: string): string[];
export function imageArchive(settings: ImageSettings): { hash: string; archive(): Buffer[] };
export const HASH_LABEL: string;
