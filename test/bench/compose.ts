import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { appImage, appPort, type Version } from './app.ts';
import { run } from './command.ts';
import type { ComposeProgram } from './compose-program.ts';
import type { Contender } from './contender.ts';
import type { BenchEngine } from './engine.ts';

const ports = [39100, 39101] as const;
const project = 'slipway-bench';

/** Two replicas that Compose recreates; nothing stands in front of them, so each is published and asked in turn. */
export async function composeContender(
  engine: BenchEngine,
  { command: [program = ''], version }: ComposeProgram,
  after: AsyncDisposableStack,
): Promise<Contender[]> {
  const file = join(engine.folder, 'compose.yaml');
  writeFileSync(file, composeFile());
  const compose = (to: Version, ...words: string[]) =>
    run(program, ['-p', project, '-f', file, ...words], { APP_IMAGE: appImage(to) });
  const replace = async (to: Version) => {
    await compose(to, 'up', '-d', '--force-recreate', '--scale', 'app=2');
  };
  after.defer(async () => void (await compose('v1', 'down', '--volumes').catch(() => {})));
  await replace('v1');
  const contender: Contender = {
    name: `Compose ${version} recreate`,
    service: 'compose',
    reached: 'nothing in front: two published ports, asked in turn',
    aim: { kind: 'ports', path: '/', enter: engine.enter, targets: ports.map((port) => `127.0.0.1:${port}`) },
    replace,
  };
  return [contender];
}

const composeFile = () => `version: "3.8"
services:
  app:
    image: \${APP_IMAGE}
    ports: ["127.0.0.1:${ports[0]}-${ports[1]}:${appPort}"]
    restart: always
`;
