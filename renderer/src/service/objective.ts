/** Milliseconds of `scale.slo.p95` in a resolved file, in which times are numbers, or as it is written: "250ms", "1s". Pure. */
export function objectiveIn(file: unknown): number | null {
  const p95 = at(at(at(file, 'scale'), 'slo'), 'p95');
  if (typeof p95 === 'number') return p95;
  const [, value, unit] = typeof p95 === 'string' ? (/^([\d.]+)\s*(ms|s|m)$/.exec(p95) ?? []) : [];
  return value === undefined ? null : Number(value) * (unit === 'ms' ? 1 : unit === 's' ? 1000 : 60_000);
}

const at = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
