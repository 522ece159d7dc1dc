import { defineConfig } from '@playwright/test';
import { onDesktop } from './support/desktop.ts';

/** Journeys through the console in a real browser or the desktop's windows, on a real engine. One after the other: they deploy, and load is measured in some. */
export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  // Other origins, sessions, files that do not come, and the desktop's page without the desktop: all about a browser.
  testIgnore: onDesktop ? ['strangers', 'session', 'cut-off', 'window'].map((name) => `${name}.spec.ts`) : [],
  outputDir: '../../.e2e/results',
  globalSetup: './support/setup.ts',
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  // A journey that works the second time only does not work.
  retries: 0,
  // Journeys deploy: on a machine that is busy with other work each part of one takes several times as long.
  timeout: 360_000,
  expect: { timeout: 60_000 },
  reporter: [
    ['list'],
    ...(process.env.SLIPWAY_E2E_REPORT ? [['json', { outputFile: process.env.SLIPWAY_E2E_REPORT }] as const] : []),
  ],
});
