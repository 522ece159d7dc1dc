import { Readable } from 'node:stream';
import Docker from 'dockerode';
import { dockerArchive } from './archives.ts';
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
  const archive = await dockerArchive({ name: tag, architecture });
  const said = await new Docker().loadImage(Readable.from([archive]), { quiet: true });
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
