import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const here = fileURLToPath(new URL('.', import.meta.url));

/** At the address where browsers look for it without being told, also beside the few pages that are not built here. */
const icon: Plugin = {
  name: 'icon',
  apply: 'build',
  generateBundle() {
    const source = readFileSync(`${here}../resources/icons/icon.ico`);
    this.emitFile({ type: 'asset', fileName: 'favicon.ico', source });
  },
};

/** The pages that a shell serves: one document, hashed assets beside it, nothing from anywhere else. */
export default defineConfig({
  root: here,
  base: '/',
  publicDir: false,
  plugins: [react(), icon],
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    target: 'chrome140',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
