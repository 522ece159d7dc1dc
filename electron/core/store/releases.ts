import type { Release } from '../release/release.ts';
import { canonicalJson } from '../service/hash.ts';
import type { Connection } from './connection.ts';

/** Releases as last seen, by the engine's id: a host may be renamed, its engine keeps its releases. */
export type Releases = {
  /** Remembers a release as the host has it, in place of what was remembered under its number. */
  save(engine: string, service: string, release: Release): void;
  /** Oldest first. */
  list(engine: string, service: string): Release[];
  /** Takes a number for good, whether or not a release comes of it. */
  burn(engine: string, service: string, number: number): void;
  /** The highest number ever taken or saved; 0 when there is none. */
  highest(engine: string, service: string): number;
  services(engine: string): string[];
};

export const releasesIn = (connection: Connection, now: () => Date): Releases => {
  const save = connection.prepare(`
    INSERT INTO release (engine, service, number, content) VALUES (@engine, @service, @number, @content)
    ON CONFLICT DO UPDATE SET content = excluded.content`);
  const list = connection.prepare<{ content: string }>(
    'SELECT content FROM release WHERE engine = @engine AND service = @service ORDER BY number',
  );
  const burn = connection.prepare(`
    INSERT INTO burned_number (engine, service, number, burned_at) VALUES (@engine, @service, @number, @at)
    ON CONFLICT DO NOTHING`);
  const highest = connection.prepare<{ highest: number | null }>(`
    SELECT MAX(number) AS highest FROM (
      SELECT number FROM release WHERE engine = @engine AND service = @service
      UNION ALL
      SELECT number FROM burned_number WHERE engine = @engine AND service = @service
    )`);
  const services = connection.prepare<{ service: string }>(
    'SELECT DISTINCT service FROM release WHERE engine = @engine ORDER BY service',
  );

  return {
    save: (engine, service, release) =>
      void save.run({ engine, service, number: release.number, content: canonicalJson(release) }),
    list: (engine, service) => list.all({ engine, service }).map(({ content }) => JSON.parse(content) as Release),
    burn: (engine, service, number) => void burn.run({ engine, service, number, at: now().toISOString() }),
    highest: (engine, service) => highest.one({ engine, service })?.highest ?? 0,
    services: (engine) => services.all({ engine }).map(({ service }) => service),
  };
};
