export const SAMPLES: readonly { tag: string; version: string; weights: string }[];

export function sampleImage(options: {
  tag: string;
  version: string;
  weights: string;
  env?: Record<string, string>;
  user?: string;
  say?: (line: string) => void;
}): Promise<string>;
