import { door, type ModelServer, noMetrics, written } from './server.ts';

const source = 'ollama server/routes.go and docs/api.md';

export const ollama: ModelServer = {
  id: 'ollama',
  title: 'Ollama',
  protocol: 'ollama',
  image: { repository: /(^|\/)ollama$/, command: /\bollama( serve)?\b/, env: /^OLLAMA_/, ports: [11434] },
  signs: [
    { path: '/', text: /^Ollama is running/, own: true, says: 'says "Ollama is running"' },
    { path: '/api/tags', has: ['models'], own: true, says: 'lists models as Ollama does' },
    { path: '/api/version', has: ['version'], own: false, says: 'tells a version' },
    { path: '/api/ps', has: ['models'], own: true, says: 'lists loaded models as Ollama does' },
  ],
  signsTold: written(source),
  ports: { inference: [11434], grpc: [], admin: [] },
  paths: {
    live: '/',
    ready: '/api/tags',
    predict: '/api/generate',
    schema: '/api/tags',
    version: '/api/version',
    told: written(source),
  },
  sample: {
    method: 'POST',
    path: '/api/generate',
    body: { model: '{model}', prompt: 'hi', stream: false, options: { num_predict: 8, temperature: 0 } },
  },
  metrics: { path: null, port: null, onlyWith: null, names: noMetrics, told: written(source) },
  runtime: {
    stop: 'SIGTERM closes its port and unloads: what is under way is cut off',
    stopSeconds: 0,
    limits: 'OLLAMA_NUM_PARALLEL 1 at once, OLLAMA_MAX_QUEUE 512 waiting, then 503',
    user: 'root; writes /root/.ollama (OLLAMA_MODELS moves it)',
    watchOut:
      'no keys at all; unloads a model after 5 minutes, so the next request waits for it; asks a cloud unless OLLAMA_NO_CLOUD',
    told: written(source),
  },
  sideDoors: [
    door('POST /api/pull', 'changes', 'downloads models until the disk is full'),
    door('DELETE /api/delete', 'changes', 'removes models'),
    door('POST /api/create', 'changes', 'makes models'),
    door('POST /api/copy', 'changes', 'copies models'),
    door('POST /api/push', 'changes', 'uploads models to elsewhere'),
    door('POST /api/blobs/{digest}', 'changes', 'writes files'),
  ],
  doorsTold: written(source),
};
