import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';
import { program } from '#support/program';

const run = promisify(execFile);

/** The command line, beside a console on the same data folder. */
export type Terminal = {
  /** Runs it to its end and returns what it printed as JSON, a value a line. */
  slipway(...words: string[]): Promise<unknown[]>;
  /** The same in the background. */
  spawn(...words: string[]): ChildProcess;
};

export const terminal = (env: NodeJS.ProcessEnv): Terminal => ({
  async slipway(...words) {
    const { stdout } = await run(process.execPath, [program, ...words, '--json'], { env, maxBuffer: 1 << 26 }).catch(
      (error: { readonly stdout?: string }) => {
        throw new Error(`slipway ${words.join(' ')}: ${error.stdout?.slice(-1_000)}`, { cause: error });
      },
    );
    return stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as unknown);
  },
  spawn: (...words) => spawn(process.execPath, [program, ...words], { env }),
});
