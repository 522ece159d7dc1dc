import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { packFiles } from '#core/docker/tar';
import type { ImageDetails } from '#core/docker/types';
import { grypeMatch, grypeReport, trivyReport, trivyVersion, trivyVulnerability } from './reports.ts';

const config = 'c'.repeat(64);
export const imageId = `sha256:${config}`;
export const image = { Id: imageId, Size: 4_096, RepoDigests: [] } as unknown as ImageDetails;
const list: unknown = [{ Config: `${config}.json`, RepoTags: null, Layers: ['layer.tar'] }];

/** What `docker save` writes of one image; `manifest` is its list. */
export const archive = (manifest: unknown = list): Promise<Buffer> =>
  packFiles(
    [
      { path: `${config}.json`, content: Buffer.from('{}') },
      { path: 'layer.tar', content: Buffer.alloc(200_000, 7) },
      { path: 'manifest.json', content: Buffer.from(JSON.stringify(manifest)) },
    ],
    0,
  );

/** An engine that gives out these bytes in pieces. */
export const engineWith = (bytes: Buffer) => ({
  saveImage: async () =>
    Readable.from(
      (function* () {
        for (let at = 0; at < bytes.length; at += 10_000) yield bytes.subarray(at, at + 10_000);
      })(),
    ),
});

const reports = {
  trivy: trivyReport(imageId, [trivyVulnerability('CVE-1', 'CRITICAL', '3.0.16')]),
  version: trivyVersion('2029-12-31T00:00:00Z'),
  grype: grypeReport(imageId, [grypeMatch('CVE-1', 'Critical', 'fixed')]),
};

/** `report` and `version` go before the statements `then`; both write their JSON. */
const program = (then: string) => `#!${process.execPath}
const fs = require('node:fs');
const reports = ${JSON.stringify(reports)};
const [file] = process.argv.slice(2).map((it) => it.replace('docker-archive:', '')).filter((it) => it.endsWith('.tar'));
const isGrype = __filename.endsWith('grype');
const report = () => process.stdout.write(JSON.stringify(isGrype ? reports.grype : reports.trivy));
const version = () => process.stdout.write(JSON.stringify(reports.version));
fs.writeFileSync(__filename + '.called', JSON.stringify({ args: process.argv.slice(2), env: process.env, cwd: process.cwd(), pid: process.pid, size: file ? fs.statSync(file).size : 0 }) + '\\n', { flag: 'a' });
if (process.argv[2] === 'version') version();
else { ${then} }
`;

/** A stand-in for a scanner, in a folder for PATH: it does what `then` says where it is asked to scan. */
export function standIn(folder: string, name: string, then: string): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, name);
  writeFileSync(file, program(then));
  chmodSync(file, 0o755);
  return file;
}
