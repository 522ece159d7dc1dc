import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const main = fileURLToPath(new URL('../../../electron/cli/main.mjs', import.meta.url));
const run = promisify(execFile);

/** `slipway serve` on a data folder of its own, as an operator starts it, and a terminal beside it. */
export type Server = AsyncDisposable & {
  readonly home: string;
  readonly address: string;
  /** A fresh one-time link. */
  link(): Promise<string>;
  /** Runs the command line on the same data folder and returns what it printed as JSON, a value a line. */
  slipway(...words: string[]): Promise<unknown[]>;
  /** The same in the background. */
  spawn(...words: string[]): ChildProcess;
  /** Ends the process at once, as a crash would. */
  kill(): Promise<void>;
  start(): Promise<void>;
};

type Around = { readonly engine?: string | undefined };

export async function openServer({ engine }: Around = {}): Promise<Server> {
  const home = mkdtempSync(join(tmpdir(), 'slipway-e2e-'));
  const port = await freePort();
  const env = { ...process.env, SLIPWAY_HOME: home, ...(engine ? { DOCKER_HOST: engine } : {}) };
  const started = (...words: string[]) => spawn(process.execPath, [main, ...words], { env });
  let serving: ChildProcess | undefined;
  let address = '';
  const slipway = async (...words: string[]) => {
    const { stdout } = await run(process.execPath, [main, ...words, '--json'], { env, maxBuffer: 1 << 26 });
    return stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as unknown);
  };
  const end = async (signal: NodeJS.Signals) => {
    if (!serving || serving.exitCode !== null || serving.signalCode !== null) return;
    const ended = once(serving, 'exit');
    serving.kill(signal);
    await ended;
  };
  const server: Server = {
    home,
    get address() {
      return address;
    },
    async link() {
      const [told] = (await slipway('serve')) as { url: string }[];
      return told?.url ?? '';
    },
    slipway,
    spawn: started,
    kill: () => end('SIGKILL'),
    async start() {
      serving = started('serve', '--port', String(port), '--json');
      serving.stderr?.pipe(process.stderr);
      const { stdout } = serving;
      if (!stdout) throw new Error('the server has no output');
      for await (const line of createInterface({ input: stdout })) {
        address = (JSON.parse(line) as { address: string }).address;
        break;
      }
    },
    async [Symbol.asyncDispose]() {
      await end('SIGTERM');
      rmSync(home, { recursive: true, force: true });
    },
  };
  await server.start();
  return server;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
