import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export type LogLine = Readonly<Record<string, unknown>> & { readonly message: string };

export type Sample = AsyncDisposable & {
  readonly url: string;
  readonly port: number;
  readonly logs: readonly LogLine[];
  readonly process: ChildProcess;
  /** Resolves with the first log line, past or to come, with this message. */
  readonly logged: (message: string) => Promise<LogLine>;
};

/** Starts the sample server on a free port; `env` adds to its environment. Resolves once it listens, ready or not. */
export async function startSample(env: Readonly<Record<string, string>> = {}): Promise<Sample> {
  const script = fileURLToPath(new URL('../../resources/sample/digits/server.mjs', import.meta.url));
  const child = spawn(process.execPath, [script], {
    env: { PATH: process.env.PATH, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'close');
  let complaints = '';
  child.stderr.on('data', (part) => {
    complaints += part;
  });
  const logs: LogLine[] = [];
  const lines = createInterface(child.stdout);
  lines.on('line', (line) => logs.push(JSON.parse(line)));
  const logged = async (message: string): Promise<LogLine> => {
    for (;;) {
      const found = logs.find((line) => line.message === message);
      if (found) return found;
      await Promise.race([
        once(lines, 'line'),
        exited.then(() => Promise.reject(new Error(`the server ended: ${complaints}`))),
      ]);
    }
  };
  const port = Number((await logged('listening')).port);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    logs,
    process: child,
    logged,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** As `startSample`, resolving once the model takes requests. */
export async function startReadySample(env: Readonly<Record<string, string>> = {}): Promise<Sample> {
  const sample = await startSample(env);
  await sample.logged('model ready');
  return sample;
}

/** An inference request for these rows. */
export function inferenceOf(rows: readonly (readonly number[])[]) {
  return { inputs: [{ name: 'pixels', datatype: 'FP32', shape: [rows.length, 64], data: rows.flat() }] };
}

/** Asks the server to classify; `body` is sent as it is when it is text, else as JSON. */
export async function infer(sample: Sample, body: unknown, headers: Readonly<Record<string, string>> = {}) {
  const response = await fetch(`${sample.url}/v2/models/digits/infer`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, body: JSON.parse(await response.text()) };
}
