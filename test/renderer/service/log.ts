import type { LogLine } from '#contract/service';

/** A line as the core hands it on; `at` in seconds after a fixed time. */
export const line = (text: string, at = 0, more: Partial<LogLine> = {}): LogLine => ({
  time: new Date(1_700_000_000_000 + at * 1000).toISOString(),
  replica: 'slipway-digits-r7-1',
  release: 'r7',
  stream: 'stdout',
  line: text,
  ...more,
});
