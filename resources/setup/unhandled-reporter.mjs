// What went wrong beside the tests, a JSON string a line in the file that SLIPWAY_TEST_UNHANDLED names: vitest's report leaves it out.
import { appendFileSync } from 'node:fs';

export default class UnhandledReporter {
  onTestRunEnd(_modules, errors) {
    for (const { name, message, stack } of errors)
      appendFileSync(process.env.SLIPWAY_TEST_UNHANDLED, `${JSON.stringify(stack ?? `${name}: ${message}`)}\n`);
  }
}
