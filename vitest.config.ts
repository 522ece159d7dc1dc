import { defineConfig } from 'vitest/config';

const docker = ['test/docker/**/*.test.ts'];

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: [...docker, 'test/bench/**', 'test/e2e/**'] } },
      {
        test: {
          name: 'docker',
          include: docker,
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
