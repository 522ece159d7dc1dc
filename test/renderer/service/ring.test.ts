import { describe, expect, it } from 'vitest';
import { logRing } from '../../../renderer/src/service/logs/ring.ts';
import { line } from './log.ts';

const numbered = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, at) => line(`line ${from + at}`, at));

describe('a log that is held', () => {
  it('gives each line back with who wrote it, when and where', () => {
    const ring = logRing();
    ring.push([line('one', 1), line('two', 2, { replica: 'slipway-digits-gateway', stream: 'stderr' })]);
    expect(ring.at(1)).toEqual({
      n: 1,
      time: 1_700_000_002_000,
      replica: 'slipway-digits-gateway',
      stream: 'stderr',
      text: 'two',
      cells: 3,
    });
    expect(ring.replicas).toEqual(['slipway-digits-r7-1', 'slipway-digits-gateway']);
  });
  it('lets the oldest go once it is full, and keeps the numbers of the others', () => {
    const ring = logRing({ lines: 100, characters: 1e9 });
    ring.push(numbered(0, 250));
    expect([ring.first, ring.end]).toEqual([150, 250]);
    expect(ring.text(150)).toBe('line 150');
    expect(ring.text(249)).toBe('line 249');
  });
  it('keeps every line while it grows', () => {
    const ring = logRing({ lines: 20_000, characters: 1e9 });
    ring.push(numbered(0, 15_000));
    for (const n of [0, 4095, 4096, 8192, 14_999]) expect(ring.text(n)).toBe(`line ${n}`);
  });
  it('holds fewer lines where they are long', () => {
    const ring = logRing({ lines: 1000, characters: 10_000 });
    ring.push(Array.from({ length: 50 }, () => line('x'.repeat(1000))));
    expect(ring.end - ring.first).toBe(10);
  });
  it('holds a line that alone is more than it may hold', () => {
    const ring = logRing({ lines: 10, characters: 100 });
    ring.push([line('a'), line('x'.repeat(1000))]);
    expect(ring.end - ring.first).toBe(1);
  });
  it('begins empty again once it was cleared, with numbers that go on', () => {
    const ring = logRing({ lines: 100, characters: 1000 });
    ring.push(numbered(0, 10));
    ring.clear();
    ring.push([line('next')]);
    expect([ring.first, ring.end, ring.text(10)]).toEqual([10, 11, 'next']);
  });
});
