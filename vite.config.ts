import { defineConfig } from 'vite';

// Native, or CommonJS that asks for its neighbours while it runs: these stay packages, with their trees.
const packages = ['better-sqlite3', 'dockerode', 'tar-stream'];

/** The Node entries. The guard is a file of its own: an older Node must be able to read it to its end. */
export default defineConfig({
  publicDir: false,
  ssr: { target: 'node', noExternal: true, external: packages },
  build: {
    ssr: true,
    target: 'node24',
    outDir: 'dist',
    minify: false,
    rolldownOptions: {
      input: { slipway: 'electron/cli/main.mjs' },
      output: { format: 'es', entryFileNames: '[name].mjs', chunkFileNames: 'chunks/[name]-[hash].mjs' },
    },
  },
});
