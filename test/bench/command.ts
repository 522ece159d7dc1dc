import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Runs a program to its end and resolves with what it printed; rejects with the last lines of its complaint. */
export function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { env: { ...process.env, ...env }, maxBuffer: 64 * 1024 * 1024 };
    execFile(command, [...args], options, (error, stdout, stderr) => {
      if (!error) return resolve(stdout);
      const told = `${stderr || stdout || error.message}`.trim().split('\n').slice(-4).join(' | ');
      reject(new Error(`${command} ${args.slice(0, 4).join(' ')}: ${told}`));
    });
  });
}

export const docker = (...args: string[]): Promise<string> => run('docker', args);

/** Where a program is, or null. */
export function which(name: string): string | null {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const file = join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {}
  }
  return null;
}
