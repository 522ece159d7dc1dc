import { defineConfig } from 'vitest/config';

const docker = ['test/docker/**/*.test.ts'];
// They start engines of their own, which takes time and little of the machine: `npm test` runs them beside the rest.
const engines = ['test/docker/**/*.engines.test.ts'];
// On the machine's engine too, and neither under load nor measuring any: beside those that are, they cost no time.
const calm = [
  'checklist*',
  'cli-built',
  'cli-refused',
  'desktop-crashed',
  'engine-pull',
  'gateway-config',
  'logs-any',
  'production',
  'read-only',
  'readers',
  'record-disk',
  'secrets-unknown',
  'serve',
  'try-it',
  'weights',
].map((name) => `test/docker/${name}.test.ts`);
// They start processes and end them, and fill disks: seconds each, where the rest takes milliseconds.
const processes = ['test/**/*.process.test.ts'];

const onEngines = {
  globalSetup: ['test/support/engine-clean.ts'],
  testTimeout: 180_000,
  hookTimeout: 180_000,
  // Only where `npm test` runs two lanes beside one another: which needed it stands above its closing line.
  retry: process.env.SLIPWAY_SECOND_TRY ? 1 : 0,
};

export default defineConfig({
  test: {
    // A forgotten `.only` would leave the rest unseen.
    allowOnly: false,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [...docker, ...processes, 'test/bench/**', 'test/e2e/**'],
          // A machine that is busy with an engine beside it takes its time; nothing here waits on purpose.
          testTimeout: 30_000,
          // No module is mocked, and what a test changes of its process it puts back: half the time goes into loading otherwise.
          isolate: false,
          maxWorkers: '100%',
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'process',
          include: processes,
          testTimeout: 180_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'docker',
          include: docker,
          exclude: [...engines, ...calm],
          // One engine: two files at once would compete for its two dozen calls and for the load that they measure under.
          fileParallelism: false,
          sequence: { groupOrder: 2 },
          ...onEngines,
        },
      },
      {
        test: {
          name: 'calm',
          include: calm,
          fileParallelism: false,
          env: { SLIPWAY_TEST_PORTS: '9500' },
          sequence: { groupOrder: 3 },
          ...onEngines,
        },
      },
      {
        test: {
          name: 'engines',
          include: engines,
          fileParallelism: false,
          sequence: { groupOrder: 4 },
          ...onEngines,
        },
      },
    ],
  },
});
