import type { ImageSettings } from './image.mjs';

type Sample = { tag: string; version: string; weights: string };
export const SAMPLES: readonly Sample[];
export const SAMPLE_BASES: readonly string[];

type Variant = Sample & { env?: Record<string, string>; user?: string };
export function sampleImage(options: Variant & { say?: (line: string) => void }): Promise<string>;
export function sampleSettings(options: Variant & { node?: string }): ImageSettings;
export function sampleBuild(options: Sample & { base?: string }): {
  context: Buffer[];
  query: { t: string; buildargs: Record<string, string>; labels: Record<string, string>; rm: boolean };
};
