// Loaded before the command line (node --import): ends its own process at an exact write of its journal.
//   SLIPWAY_FAULT_COMMIT=n    with the n-th write that is committed, from 1
//   SLIPWAY_FAULT_WHEN=before|after   it is on disk (after) or still to come (before)
//   SLIPWAY_FAULT_SIGNAL=SIGKILL|SIGSTOP
//   SLIPWAY_FAULT_COUNT=file  each commit adds a line there
import { appendFileSync } from 'node:fs';

const { SLIPWAY_FAULT_COMMIT: wanted, SLIPWAY_FAULT_COUNT: counted } = process.env;
if (wanted || counted) await watchCommits();

async function watchCommits() {
  const { default: Database } = await import('better-sqlite3');
  const { SLIPWAY_FAULT_WHEN: when = 'after', SLIPWAY_FAULT_SIGNAL: signal = 'SIGKILL' } = process.env;
  const transaction = Database.prototype.transaction;
  let commits = 0;
  const at = (moment) => {
    if (commits === Number(wanted) && moment === when) process.kill(process.pid, signal);
  };
  Database.prototype.transaction = function (act) {
    const outer = () => !this.inTransaction;
    const plain = transaction.call(this, act);
    const counting =
      (run) =>
      (...args) => {
        if (!outer()) return run(...args);
        commits += 1;
        at('before');
        const result = run(...args);
        if (counted) appendFileSync(counted, `${commits}\n`);
        at('after');
        return result;
      };
    return Object.assign(counting(plain), {
      deferred: counting(plain.deferred),
      immediate: counting(plain.immediate),
      exclusive: counting(plain.exclusive),
    });
  };
}
