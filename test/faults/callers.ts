import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { ThrowAwayEngine } from '#support/engines';
import type { Seen } from '#support/load';

const program = fileURLToPath(new URL('calling.ts', import.meta.url));

/** Callers of a service that never stop, where a throw-away engine publishes its address. */
export type Callers = AsyncDisposable & {
  /** What was seen since the last look. */
  look(): Promise<Seen>;
};

export function startCallers(engine: ThrowAwayEngine, address: string): Callers {
  const child = engine.inside(process.execPath, [program, address]);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let before: Seen = { requests: 0, failed: [], releases: {} };
  let said = '';
  child.stderr.on('data', (part) => {
    said += part;
  });
  return {
    async look() {
      child.stdin.write('look\n');
      const { value, done } = await lines.next();
      if (done) throw new Error(`The callers ended: ${said}`);
      const now: Seen = JSON.parse(value);
      const since = difference(now, before);
      before = now;
      return since;
    },
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      if (child.exitCode === null) await new Promise((resolve) => child.once('exit', resolve));
    },
  };
}

function difference(now: Seen, before: Seen): Seen {
  const releases = Object.entries(now.releases).map(([name, count]) => [name, count - (before.releases[name] ?? 0)]);
  return {
    requests: now.requests - before.requests,
    failed: now.failed.slice(before.failed.length),
    releases: Object.fromEntries(releases.filter(([, count]) => count !== 0)),
  };
}
