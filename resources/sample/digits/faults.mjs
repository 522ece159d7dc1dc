import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Deliberate faults for tests and drills, off unless FAULT is set. A comma-separated list of:
 *   wrong-answer        every digit is one too high, all else looks right
 *   hang-on-infer       inference requests are read and never answered
 *   not-ready           the model never becomes ready
 *   slow:200ms          every inference takes that much longer
 *   error-rate:0.2      that share of inference requests is answered with 500
 *   after:20            the four above that spoil inferences begin with the one after that many: real traffic meets them
 *   crash-after-ms:500  the process ends with status 1 that long after its start
 *   memory:256          so many MB more are needed to load the model
 *   memory-child:256    the same, in a child process that serves the model: without it there is none
 *   ignore-stop         SIGTERM is ignored
 * An unknown word throws, so that a misspelt fault is not a passed test.
 */
export function readFaults(text = '') {
  const faults = {
    wrong: false,
    hang: false,
    notReady: false,
    ignoreStop: false,
    slowMs: 0,
    errorRate: 0,
    after: 0,
    crashMs: null,
    memory: 0,
    memoryChild: 0,
  };
  for (const word of text.split(',').filter(Boolean)) {
    const [name, value] = word.trim().split(':');
    const number = Number.parseFloat(value);
    if (name === 'wrong-answer') faults.wrong = true;
    else if (name === 'hang-on-infer') faults.hang = true;
    else if (name === 'not-ready') faults.notReady = true;
    else if (name === 'ignore-stop') faults.ignoreStop = true;
    else if (name === 'slow' && number >= 0) faults.slowMs = number;
    else if (name === 'error-rate' && number >= 0 && number <= 1) faults.errorRate = number;
    else if (name === 'after' && number >= 0) faults.after = number;
    else if (name === 'crash-after-ms' && number >= 0) faults.crashMs = number;
    // Bounded: without a limit it is the host's memory that is taken.
    else if (name === 'memory' && number >= 0 && number <= 1024) faults.memory = number;
    else if (name === 'memory-child' && number >= 0 && number <= 1024) faults.memoryChild = number;
    else throw new Error(`FAULT: unknown fault "${word}"`);
  }
  return faults;
}

let asked = 0;

/** What the faults do to one inference: waits, throws or spoils the answers. */
export async function applyFaults(faults, answers) {
  asked++;
  if (asked <= faults.after) return answers;
  if (faults.hang) await new Promise(() => {});
  if (faults.slowMs > 0) await sleep(faults.slowMs);
  if (Math.random() < faults.errorRate) throw new Error('deliberate fault: error-rate');
  return faults.wrong ? answers.map((answer) => ({ ...answer, digit: (answer.digit + 1) % 10 })) : answers;
}

const held = [];

/** Takes so many MB, in steps, and keeps them. */
export async function takeMemory(megabytes) {
  for (let taken = 0; taken < megabytes; taken += 4) {
    held.push(Buffer.alloc(4 * 1024 * 1024, 1));
    await sleep(1);
  }
}

/** A child that does so; resolves with it once it has them, never when it is killed before. `onEnd` hears of its end. */
export function childWithMemory(megabytes, onEnd) {
  const task = `const { takeMemory } = await import(${JSON.stringify(import.meta.url)});
    await takeMemory(${megabytes});
    process.stdout.write('taken');
    process.stdin.resume().on('end', () => process.exit(0));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', task], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.once('exit', onEnd);
  return new Promise((resolve) => child.stdout.once('data', () => resolve(child)));
}
