// What went wrong beside the tests, in their hooks and elsewhere: a JSON string a line in the file that
// SLIPWAY_TEST_UNHANDLED names. vitest's report tells of tests alone.
import { appendFileSync } from 'node:fs';

export default class UnhandledReporter {
  onTestRunEnd(modules, unhandled) {
    const ofHooks = modules.flatMap((module) =>
      [module, ...module.children.allSuites()].flatMap((it) =>
        it.errors().map((error) => `${module.relativeModuleId}: ${words(error)}`),
      ),
    );
    for (const line of [...unhandled.map(words), ...ofHooks])
      appendFileSync(process.env.SLIPWAY_TEST_UNHANDLED, `${JSON.stringify(line)}\n`);
  }
}

const words = ({ name, message, stack }) => stack ?? `${name}: ${message}`;
