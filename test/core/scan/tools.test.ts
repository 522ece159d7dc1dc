import { describe, expect, test } from 'vitest';
import { grype } from '#core/scan/grype';
import { trivy } from '#core/scan/trivy';
import { grypeMatch, grypeReport, trivyReport, trivyVersion, trivyVulnerability } from './reports.ts';

const image = `sha256:${'a'.repeat(64)}`;
const built = '2029-12-31T00:00:00Z';

describe('trivy is understood', () => {
  const read = (...all: object[]) => trivy.read(trivyReport(image, all), trivyVersion(built));

  test('by what is mended upstream, each once however many packages have it', () => {
    const told = read(
      trivyVulnerability('CVE-1', 'CRITICAL', '3.0.16'),
      trivyVulnerability('CVE-1', 'CRITICAL', '3.0.16', 'libcrypto3'),
      trivyVulnerability('CVE-2', 'CRITICAL'),
      trivyVulnerability('CVE-3', 'CRITICAL', ''),
      trivyVulnerability('CVE-4', 'HIGH', '1'),
      trivyVulnerability('CVE-5', 'MEDIUM', '1'),
    );
    expect(told).toEqual({
      image,
      version: '0.69.1',
      database: built,
      critical: ['CVE-1'],
      high: ['CVE-4'],
      recognised: true,
      endOfLife: false,
    });
  });

  test('where it found nothing, and where it knew nothing of what is in it', () => {
    expect(read()).toMatchObject({ critical: [], high: [], recognised: true });
    for (const Results of [undefined, null, [], [{ Target: 'x', Packages: null }]])
      expect(trivy.read({ ...trivyReport(image, []), Results }, trivyVersion(built)).recognised).toBe(false);
  });

  test('by the data of the server that it asked, and without any', () => {
    const Server = { VulnerabilityDB: { UpdatedAt: '2029-11-01T00:00:00Z' } };
    const served = trivyReport(image, [], { Trivy: { Version: '0.69.1', Server } });
    expect(trivy.read(served, trivyVersion(built)).database).toBe('2029-11-01T00:00:00Z');
    expect(trivy.read(trivyReport(image, []), trivyVersion(null)).database).toBeNull();
  });

  test('when the distribution is over', () => {
    const Metadata = { ImageID: image, OS: { Family: 'alpine', Name: '3.10.2', EOSL: true } };
    expect(trivy.read(trivyReport(image, [], { Metadata }), trivyVersion(built)).endOfLife).toBe(true);
  });

  test.each<[string, unknown]>([
    ['another schema', trivyReport(image, [], { SchemaVersion: 3 })],
    ['a list, as it was before schema 2', [trivyReport(image, [])]],
    ['something else than an image', trivyReport(image, [], { ArtifactType: 'filesystem' })],
    ['no image', trivyReport(image, [], { Metadata: {} })],
    ['a vulnerability without severity', trivyReport(image, [{ VulnerabilityID: 'CVE-1' }])],
    ['nothing', null],
  ])('and %s is not', (_, report) => expect(() => trivy.read(report, trivyVersion(built))).toThrow());
});

describe('grype is understood', () => {
  test('by what is mended upstream, each once however many packages have it', () => {
    const told = grype.read(
      grypeReport(image, [
        grypeMatch('CVE-1', 'Critical', 'fixed'),
        grypeMatch('CVE-1', 'Critical', 'fixed', 'libcrypto3'),
        grypeMatch('CVE-2', 'Critical', 'not-fixed'),
        grypeMatch('CVE-3', 'Critical', 'wont-fix'),
        grypeMatch('CVE-4', 'High', 'fixed'),
        grypeMatch('CVE-5', 'High', ''),
        grypeMatch('CVE-6', 'Low', 'fixed'),
      ]),
      null,
    );
    expect(told).toEqual({
      image,
      version: '0.104.0',
      database: '2029-12-31T04:02:11Z',
      critical: ['CVE-1'],
      high: ['CVE-4'],
      recognised: true,
      endOfLife: false,
    });
  });

  test('where it matched nothing in a distribution that it knows, and in one that it does not', () => {
    expect(grype.read(grypeReport(image, []), null).recognised).toBe(true);
    expect(grype.read(grypeReport(image, [], { distro: { name: '', version: '' } }), null).recognised).toBe(false);
  });

  test('by the state of its data as it was written before, and without any', () => {
    const told = (db: unknown) =>
      grype.read(grypeReport(image, [], { descriptor: { name: 'grype', version: '0.80.0', db } }), null).database;
    expect(told({ built: '2029-10-01T00:00:00Z', schemaVersion: 5 })).toBe('2029-10-01T00:00:00Z');
    for (const db of [undefined, {}, { status: { valid: false, error: 'no data' } }]) expect(told(db)).toBeNull();
  });

  test('when the distribution is over', () => {
    const alertsByPackage = [{ package: {}, alerts: [{ type: 'distro-eol', message: 'debian 9 is over' }] }];
    expect(grype.read(grypeReport(image, [], { alertsByPackage }), null).endOfLife).toBe(true);
  });

  test.each<[string, unknown]>([
    ['a folder', grypeReport(image, [], { source: { type: 'directory', target: '/srv' } })],
    ['a match without fix', grypeReport(image, [{ vulnerability: { id: 'CVE-1' } }])],
    ['what another program says', grypeReport(image, [], { descriptor: { name: 'syft' } })],
    ['nothing', null],
  ])('and %s is not', (_, report) => expect(() => grype.read(report, null)).toThrow());
});
