import { Readable } from 'node:stream';
import Docker from 'dockerode';
import { tar } from '#resources/setup/tar.mjs';
import { freshName } from './names.ts';

/** The sample model's image of a version, which `npm test` makes before it starts. */
export const imageFor = (version: '1.0.0' | '1.1.0'): string => `slipway-sample/digits:${version}`;

/** Puts another tag on an image, taking it from whatever had it. */
export async function tagged(image: string, tag: string): Promise<string> {
  const colon = tag.lastIndexOf(':');
  await new Docker().getImage(image).tag({ repo: tag.slice(0, colon), tag: tag.slice(colon + 1) });
  return tag;
}

/** An image with next to nothing in it, which says that it is for `architecture`. */
export async function importedImage(tag: string, architecture: string): Promise<string> {
  const layer = Buffer.concat(tar([{ path: '/model', type: 'file', mode: 0o755, content: architecture }]));
  const digest = await sha256(layer);
  const config = JSON.stringify({
    architecture,
    os: 'linux',
    config: { Entrypoint: ['/model'] },
    rootfs: { type: 'layers', diff_ids: [`sha256:${digest}`] },
    history: [{ created: '1970-01-01T00:00:00Z' }],
  });
  const name = `${await sha256(Buffer.from(config))}.json`;
  const manifest = JSON.stringify([{ Config: name, RepoTags: [tag], Layers: ['layer.tar'] }]);
  const file = (path: string, content: string | Buffer) => ({ path, type: 'file' as const, mode: 0o644, content });
  const archive = tar([file('layer.tar', layer), file(name, config), file('manifest.json', manifest)]);
  const said = await new Docker().loadImage(Readable.from(archive), { quiet: true });
  for await (const part of said) if (`${part}`.includes('"error"')) throw new Error(`${part}`);
  return tag;
}

/**
 * The sample model as somebody else's: under another name, as root, without a label, and with nothing that says what it
 * serves. Whoever asked removes it.
 */
export async function strangersImage(name: string, tag: string): Promise<string> {
  const docker = new Docker();
  const made = await docker.createContainer({ name: freshName(), Image: imageFor('1.0.0') });
  try {
    const changes = 'ENTRYPOINT ["/bin/node", "/model/server.mjs"]\nEXPOSE 8080';
    const said = await docker.importImage(await made.export(), { repo: name, tag, changes });
    for await (const part of said) if (`${part}`.includes('"error"')) throw new Error(`${part}`);
  } finally {
    await made.remove();
  }
  return `${name}:${tag}`;
}

async function sha256(content: Buffer): Promise<string> {
  return Buffer.from(await crypto.subtle.digest('SHA-256', new Uint8Array(content))).toString('hex');
}
