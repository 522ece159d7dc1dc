import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import Docker from 'dockerode';
import { tar } from '#resources/setup/tar.mjs';
import { freshName } from './names.ts';
import { llamaImage, pythonImage } from './server-images.ts';
import { tinyGguf } from './tiny-gguf.ts';

/** A container with a real server in it, on a network of its own; it goes when it is disposed of. */
export type ModelServer = AsyncDisposable & { readonly name: string };

/** Scripts in `servers/`. */
export type Script = 'onnx_oip' | 'sklearn_fastapi' | 'mlflow_style' | 'nothing_known';

/** One of the servers in Python, on a port that need not be its usual one. `image` is another name for the same image. */
export async function startPython(script: Script, port: number, image?: string): Promise<ModelServer> {
  const file = `${script}.py`;
  const content = readFileSync(new URL(`servers/${file}`, import.meta.url));
  return start(image ?? (await pythonImage()), ['python3', `/tmp/${file}`], { [file]: content }, [`PORT=${port}`]);
}

/** llama.cpp's own server with a model of random weights. */
export async function startLlama(port: number, image?: string): Promise<ModelServer> {
  const command = [
    'llama-server',
    '-m',
    '/tmp/tiny.gguf',
    '--host',
    '0.0.0.0',
    '--port',
    `${port}`,
    '--metrics',
    '-c',
    '256',
  ];
  return start(image ?? (await llamaImage()), command, { 'tiny.gguf': tinyGguf() }, []);
}

async function start(
  image: string,
  command: string[],
  files: Record<string, Buffer>,
  env: string[],
): Promise<ModelServer> {
  const name = freshName();
  const docker = new Docker();
  const container = await docker.createContainer({
    name,
    Image: image,
    Cmd: command,
    Env: env,
    HostConfig: { Memory: 1024 ** 3 },
  });
  const entries = Object.entries(files).map(([path, content]) => ({
    path,
    type: 'file' as const,
    mode: 0o644,
    content,
  }));
  await container.putArchive(Readable.from(tar(entries)), { path: '/tmp' });
  await container.start();
  return { name, [Symbol.asyncDispose]: async () => void (await container.remove({ force: true })) };
}
