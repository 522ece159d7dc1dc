import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type * as z from 'zod';
import type { serviceFileSchema } from '#core/service/schema';
import { freshName } from './names.ts';

/** A service file as somebody writes it: units as text, defaults left out. */
export type Written = z.input<typeof serviceFileSchema>;
type WrittenModel = Written['model'];

const sample: Written = parse(readFileSync(new URL('../../resources/sample/digits/v1.yaml', import.meta.url), 'utf8'));

/** Golden requests of the sample model, from held-out rows: a seven, a four and a zero. */
export const golden = sample.golden ?? [];

/** What makes a "seven" of the sample model; anything in `expect` may be made wrong. */
export const seven = (expect: NonNullable<Written['golden']>[number]['expect']): NonNullable<Written['golden']> =>
  golden.slice(0, 1).map((request) => ({ ...request, expect: { ...request.expect, ...expect } }));

/** The sample model in 1.0.0 or 1.1.0; `fault` as resources/sample/digits/faults.mjs reads it. */
export function digits(version: '1.0.0' | '1.1.0', fault?: string): WrittenModel {
  return {
    image: `slipway-sample/digits:${version}`,
    protocol: 'oip-v2',
    name: 'digits',
    port: 8080,
    ready: { path: '/v2/health/ready', within: '20s' },
    ...(fault ? { env: { FAULT: fault } } : {}),
  };
}

/**
 * Two replicas of the sample model under a fresh name, hardened and with short waits; `given` replaces whole parts. Where
 * others deploy on the same engine at the same time it names a port, since two that look for a free one find the same.
 */
export function serviceFile(given: Partial<Written> = {}): Written {
  const service = given.service ?? freshName();
  return {
    service,
    model: digits('1.0.0'),
    golden: seven({}),
    scale: { replicas: 2, memory: '128m' },
    strategy: { drain: '3s', watch: '0s' },
    reliability: { stopGrace: '3s' },
    security: { user: '1000:1000', readOnly: true, tmpfs: ['/tmp'], capDrop: ['ALL'] },
    ...given,
    ...ownPort(service, given.front),
  };
}

/** The same for another service, under a fresh name and at an address of its own. */
export function another({ front, ...file }: Written): Written {
  const service = freshName();
  const { port: _, ...rest } = front ?? {};
  return { ...file, service, front: rest, ...ownPort(service, rest) };
}

/** From SLIPWAY_TEST_PORTS on, which the lane has that runs beside another; one service, one port. */
function ownPort(service: string, front: Written['front']): Pick<Written, 'front'> {
  const first = Number(process.env.SLIPWAY_TEST_PORTS);
  if (!first) return {};
  const offset = createHash('sha256').update(service).digest().readUInt16BE() % 480;
  return { front: { port: first + offset, ...front } };
}
