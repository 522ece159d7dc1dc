import { door, type ModelServer, none, written } from './server.ts';

const source = 'text-embeddings-inference router/src/http/server.rs and documentation';

export const tei: ModelServer = {
  id: 'tei',
  title: 'Text Embeddings Inference',
  protocol: 'tei',
  image: {
    repository: /(^|\/)text-embeddings-inference$/,
    command: /\btext-embeddings-router\b/,
    env: none,
    ports: [],
  },
  signs: [
    {
      path: '/info',
      has: ['model_id', 'model_type', 'max_input_length'],
      own: true,
      says: 'tells the model, its type and its longest input',
    },
    { path: '/metrics', text: /^# TYPE te_/m, own: true, says: 'has metrics named te_…' },
    {
      path: '/api-doc/openapi.json',
      equals: { 'info.title': /^Text Embeddings Inference$/ },
      own: true,
      says: 'describes Text Embeddings Inference',
    },
  ],
  signsTold: written(source),
  ports: { inference: [80, 3000], grpc: [], admin: [] },
  paths: {
    live: '/ping',
    ready: '/health',
    predict: '/embed',
    schema: '/api-doc/openapi.json',
    version: '/info',
    told: written(source),
  },
  sample: { method: 'POST', path: '/embed', body: { inputs: 'hi' } },
  metrics: {
    path: '/metrics',
    port: null,
    onlyWith: null,
    names: {
      requests: ['te_request_count', 'te_request_success'],
      errors: ['te_request_failure'],
      duration: ['te_request_duration', 'te_request_inference_duration'],
      saturation: ['te_queue_size', 'te_request_queue_duration'],
      tokens: ['te_batch_next_tokens'],
    },
    told: written('text-embeddings-inference documentation, metrics'),
  },
  runtime: {
    stop: 'SIGTERM lets requests end, without a limit of its own',
    stopSeconds: null,
    limits: '--max-concurrent-requests 512, then 429',
    user: 'root; writes /data',
    watchOut: 'cuts long inputs off without a word unless --auto-truncate is off',
    told: written(source),
  },
  sideDoors: [
    door('GET /info', 'tells', 'stays open with an API key'),
    door('GET /metrics', 'tells', 'stays open with an API key'),
  ],
  doorsTold: written(source),
};
