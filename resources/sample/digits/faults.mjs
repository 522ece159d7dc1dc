/**
 * Deliberate faults for tests and drills, off unless FAULT is set. A comma-separated list of:
 *   wrong-answer        every digit is one too high, all else looks right
 *   hang-on-infer       inference requests are read and never answered
 *   not-ready           the model never becomes ready
 *   slow:200ms          every inference takes that much longer
 *   error-rate:0.2      that share of inference requests is answered with 500
 *   crash-after-ms:500  the process ends with status 1 that long after its start
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
    crashMs: null,
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
    else if (name === 'crash-after-ms' && number >= 0) faults.crashMs = number;
    else throw new Error(`FAULT: unknown fault "${word}"`);
  }
  return faults;
}

/** What the faults do to one inference: waits, throws or spoils the answers. */
export async function applyFaults(faults, answers) {
  if (faults.hang) await new Promise(() => {});
  if (faults.slowMs > 0) await new Promise((resolve) => setTimeout(resolve, faults.slowMs));
  if (Math.random() < faults.errorRate) throw new Error('deliberate fault: error-rate');
  return faults.wrong ? answers.map((answer) => ({ ...answer, digit: (answer.digit + 1) % 10 })) : answers;
}
