import { door, type ModelServer, written } from './server.ts';

const source = 'text-generation-inference router/src/server.rs and documentation';

export const tgi: ModelServer = {
  id: 'tgi',
  title: 'Text Generation Inference',
  protocol: 'tgi',
  image: {
    repository: /(^|\/)text-generation-inference$/,
    command: /\btext-generation-(launcher|router|server)\b/,
    env: /^(MAX_TOTAL_TOKENS|MAX_BATCH_PREFILL_TOKENS)$/,
    ports: [],
  },
  signs: [
    {
      path: '/info',
      has: ['model_id', 'max_total_tokens', 'max_concurrent_requests'],
      own: true,
      says: 'tells the model and its longest request',
    },
    { path: '/metrics', text: /^# TYPE tgi_/m, own: true, says: 'has metrics named tgi_…' },
    {
      path: '/api-doc/openapi.json',
      equals: { 'info.title': /^Text Generation Inference$/ },
      own: true,
      says: 'describes Text Generation Inference',
    },
  ],
  signsTold: written(source),
  ports: { inference: [80, 3000], grpc: [], admin: [] },
  paths: {
    live: '/ping',
    ready: '/health',
    predict: '/generate',
    schema: '/api-doc/openapi.json',
    version: '/info',
    told: written(source),
  },
  sample: { method: 'POST', path: '/generate', body: { inputs: 'hi', parameters: { max_new_tokens: 8 } } },
  metrics: {
    path: '/metrics',
    port: null,
    onlyWith: null,
    names: {
      requests: ['tgi_request_count', 'tgi_request_success'],
      errors: ['tgi_request_failure'],
      duration: ['tgi_request_duration', 'tgi_request_mean_time_per_token_duration'],
      saturation: ['tgi_queue_size', 'tgi_request_queue_duration', 'tgi_batch_current_size'],
      tokens: ['tgi_request_input_length', 'tgi_request_generated_tokens'],
    },
    told: written('text-generation-inference documentation, metrics'),
  },
  runtime: {
    stop: 'SIGTERM lets requests end; waits up to --graceful-termination-timeout for its shards',
    stopSeconds: 90,
    limits: '--max-concurrent-requests 128, then 429',
    user: 'root; writes /data',
    watchOut: 'in maintenance mode; wants shared memory of 1 GiB or more on several GPUs',
    told: written(source),
  },
  sideDoors: [
    door('GET /info', 'tells', 'stays open with an API key'),
    door('GET /metrics', 'tells', 'stays open with an API key'),
    door('POST /invocations', 'runs', 'runs the model as SageMaker asks'),
  ],
  doorsTold: written(source),
};
