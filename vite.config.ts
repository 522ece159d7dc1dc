import { readFileSync } from 'node:fs';
import { defineConfig, type Plugin } from 'vite';

// Native, CommonJS that asks for its neighbours while it runs, or read by a thread: these stay packages, with their trees.
const packages = ['better-sqlite3', 'dockerode', 'hyparquet', 'ssh2', 'tar-stream'];

/** A sandboxed preload is one file of CommonJS; ours is written as such, and only has to lie beside the rest. */
const preload: Plugin = {
  name: 'preload',
  generateBundle() {
    const source = readFileSync(new URL('electron/desktop/preload.cjs', import.meta.url));
    this.emitFile({ type: 'asset', fileName: 'desktop/preload.cjs', source });
  },
};

/** The Node entries. The guard is a file of its own: an older Node must be able to read it to its end. */
export default defineConfig({
  publicDir: false,
  plugins: [preload],
  ssr: { target: 'node', noExternal: true, external: [...packages, 'electron'] },
  build: {
    ssr: true,
    target: 'node24',
    outDir: 'dist',
    minify: false,
    rolldownOptions: {
      input: {
        slipway: 'electron/cli/main.mjs',
        'desktop/main': 'electron/desktop/main.ts',
        'desktop/core': 'electron/desktop/core-process.ts',
      },
      output: { format: 'es', entryFileNames: '[name].mjs', chunkFileNames: 'chunks/[name]-[hash].mjs' },
    },
  },
});
