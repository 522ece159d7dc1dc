import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Engine } from '#core/docker/types';
import { gatewayImage } from '#core/gateway/image';
import { freshName } from './names.ts';

/** The sample model's weights: 1.0.0 is v1, 1.1.0 is v2. */
export const sampleWeights = (name: 'v1' | 'v2'): string =>
  readFileSync(new URL(`../../resources/sample/digits/weights/${name}.json`, import.meta.url), 'utf8');

/** A volume of a test's own; it goes with the run. */
export async function freshVolume(engine: Engine): Promise<string> {
  const name = freshName();
  await engine.createVolume(name, {});
  return name;
}

/** Writes files into a volume, by path; what has the same name is overwritten. */
export async function write(engine: Engine, volume: string, files: Readonly<Record<string, string>>): Promise<void> {
  await writeBytes(
    engine,
    volume,
    Object.fromEntries(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)])),
  );
}

export async function writeBytes(
  engine: Engine,
  volume: string,
  files: Readonly<Record<string, Buffer>>,
): Promise<void> {
  await beside(engine, volume, [], async (id) => {
    const entries = Object.entries(files).map(([path, content]) => ({ path, content }));
    await engine.putFiles(id, '/volume', entries, 0);
  });
}

/** Runs a script of the shell in a volume, as root; what it prints. */
export async function inVolume(engine: Engine, volume: string, script: string): Promise<string> {
  return beside(engine, volume, ['sh', '-ec', script], async (id) => {
    await engine.startContainer(id);
    for (;;) {
      const { Running, ExitCode } = (await engine.inspectContainer(id))?.State ?? { Running: false, ExitCode: -1 };
      if (Running) await pause(50);
      else {
        const said = (await engine.logs(id, {})).map(({ line }) => line).join('\n');
        if (ExitCode !== 0) throw new Error(`exit ${ExitCode}: ${said}`);
        return said;
      }
    }
  });
}

async function beside<T>(engine: Engine, volume: string, command: string[], work: (id: string) => Promise<T>) {
  const image = await gatewayImage(engine, null, AbortSignal.timeout(60_000));
  const id = await engine.createContainer({
    name: freshName(),
    Image: image.id,
    Entrypoint: command.length > 0 ? command : ['true'],
    Cmd: [],
    User: '0:0',
    WorkingDir: '/volume',
    HostConfig: { NetworkMode: 'none', Mounts: [{ Type: 'volume', Source: volume, Target: '/volume' }] },
  });
  try {
    return await work(id);
  } finally {
    await engine.removeContainer(id);
  }
}
