import { expect, test } from 'vitest';
import { clockText, diskText, gpuTexts, memoryText } from '../../../renderer/src/host/engine-facts.ts';

test('a clock is as this machine’s, or ahead or behind by so much', () => {
  expect(clockText(400)).toBe('as on the console’s machine');
  expect(clockText(65_000)).toBe('65.0 s ahead of the console’s machine');
  expect(clockText(-3_000)).toBe('3.00 s behind the console’s machine');
});

test('what nobody could see of a disk is said to be unknown', () => {
  expect(diskText({ free: 4.2e9, total: 80e9 })).toBe('4.2 GB of 80 GB free');
  expect(diskText(null)).toContain('not known');
});

test('GPUs are told with who has them, and that an engine does not list them', () => {
  const none = { complete: true, devices: [], anywhere: [] };
  expect(gpuTexts({ by: 'none', ...none })).toEqual(['none']);
  expect(
    gpuTexts({
      by: 'cdi',
      complete: true,
      devices: [
        { id: '0', users: ['slipway-digits-r1-1'] },
        { id: '1', users: [] },
      ],
      anywhere: ['exporter'],
    }),
  ).toEqual(['0: slipway-digits-r1-1', '1: free', 'any of them: exporter']);
  expect(gpuTexts({ by: 'runtime', ...none, complete: false })).toEqual([
    'given by NVIDIA’s runtime, and not listed by the engine',
  ]);
});

test('the memory that is left is told where it could be seen', () => {
  expect(memoryText(8e9, 1.2e9)).toBe('1.2 GB of 8.0 GB available');
  expect(memoryText(8e9, null)).toBe('8.0 GB');
});
