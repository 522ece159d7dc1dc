import { tar } from '#resources/setup/tar.mjs';

/** An image with next to nothing in it; of two with another `env` the layers are the same. */
export type SmallImage = {
  readonly name: string;
  readonly env?: string;
  readonly architecture?: string;
  readonly content?: string;
};

const file = (path: string, content: string | Buffer) => ({ path, type: 'file' as const, mode: 0o644, content });

/** An archive such as `docker save` writes. */
export async function dockerArchive(image: SmallImage): Promise<Buffer> {
  const { layer, config, hex } = await partsOf(image);
  const manifest = JSON.stringify([{ Config: `${hex}.json`, RepoTags: [image.name], Layers: ['layer.tar'] }]);
  return archiveOf(file('layer.tar', layer), file(`${hex}.json`, config), file('manifest.json', manifest));
}

/** The same without its layer, which is no other image's: only the list names it. */
export async function withoutLayer(image: SmallImage): Promise<Buffer> {
  const { config, hex } = await partsOf({ ...image, content: image.name });
  const manifest = JSON.stringify([{ Config: `${hex}.json`, RepoTags: [image.name], Layers: ['layer.tar'] }]);
  return archiveOf(file(`${hex}.json`, config), file('manifest.json', manifest));
}

/** An archive in the OCI's layout, without what newer engines add for older ones. */
export async function ociArchive(image: SmallImage): Promise<Buffer> {
  const { layer, config, hex } = await partsOf(image);
  const blob = async (mediaType: string, content: Buffer) => ({
    mediaType: `application/vnd.oci.image.${mediaType}`,
    digest: `sha256:${await sha256(content)}`,
    size: content.length,
  });
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      config: await blob('config.v1+json', config),
      layers: [await blob('layer.v1.tar', layer)],
    }),
  );
  const annotations = { 'io.containerd.image.name': `docker.io/${image.name}` };
  const manifests = [{ ...(await blob('manifest.v1+json', manifest)), annotations }];
  return archiveOf(
    file('oci-layout', '{"imageLayoutVersion":"1.0.0"}'),
    file('index.json', JSON.stringify({ schemaVersion: 2, manifests })),
    file(`blobs/sha256/${await sha256(manifest)}`, manifest),
    file(`blobs/sha256/${hex}`, config),
    file(`blobs/sha256/${await sha256(layer)}`, layer),
  );
}

/** A tar file that has nothing to do with images. */
export const otherArchive = (): Buffer => archiveOf(file('notes.txt', 'nothing to load'));

const archiveOf = (...entries: ReturnType<typeof file>[]): Buffer => Buffer.concat(tar(entries));

async function partsOf({ architecture = 'amd64', env = 'A=1', content = architecture }: SmallImage) {
  const layer = archiveOf(file('model', content));
  const config = Buffer.from(
    JSON.stringify({
      architecture,
      os: 'linux',
      config: { Entrypoint: ['/model'], Env: [env] },
      rootfs: { type: 'layers', diff_ids: [`sha256:${await sha256(layer)}`] },
      history: [{ created: '1970-01-01T00:00:00Z' }],
    }),
  );
  return { layer, config, hex: await sha256(config) };
}

async function sha256(content: Buffer): Promise<string> {
  return Buffer.from(await crypto.subtle.digest('SHA-256', new Uint8Array(content))).toString('hex');
}
