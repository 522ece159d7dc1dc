import { door, type ModelServer, written } from './server.ts';

const source = 'SGLang documentation (native API, server arguments) and srt/entrypoints/http_server.py';

export const sglang: ModelServer = {
  id: 'sglang',
  title: 'SGLang',
  protocol: 'openai',
  image: {
    repository: /(^|\/)sglang$/,
    command: /\bsglang(\.launch_server\b| serve\b)/,
    env: /^SGL(ANG)?_/,
    ports: [30000],
  },
  signs: [
    { path: '/get_model_info', has: ['model_path', 'is_generation'], own: true, says: 'tells the path of its model' },
    { path: '/v1/models', equals: { 'data[0].owned_by': /^sglang$/ }, own: true, says: 'lists models owned by sglang' },
    { path: '/metrics', text: /^# TYPE sglang[:_]/m, own: true, says: 'has metrics named sglang:…' },
  ],
  signsTold: written(source),
  ports: { inference: [30000], grpc: [], admin: [] },
  paths: {
    live: '/health',
    ready: '/health_generate',
    predict: '/v1/completions',
    schema: '/openapi.json',
    version: '/get_server_info',
    told: written(source),
  },
  sample: { method: 'POST', path: '/generate', body: { text: 'hi', sampling_params: { max_new_tokens: 8 } } },
  metrics: {
    path: '/metrics',
    port: null,
    onlyWith: '--enable-metrics',
    names: {
      requests: ['sglang:num_requests_total'],
      errors: [],
      duration: [
        'sglang:e2e_request_latency_seconds',
        'sglang:time_to_first_token_seconds',
        'sglang:inter_token_latency_seconds',
      ],
      saturation: ['sglang:num_queue_reqs', 'sglang:num_running_reqs', 'sglang:token_usage'],
      tokens: ['sglang:prompt_tokens_total', 'sglang:generation_tokens_total'],
    },
    told: written('srt/metrics/collector.py'),
  },
  runtime: {
    stop: 'SIGTERM lets running requests end in HTTP mode',
    stopSeconds: null,
    limits: '--max-running-requests at once',
    user: 'root',
    watchOut:
      'its published Compose file shares the host’s network and runs privileged; it listens on 127.0.0.1 unless --host is given',
    told: written(source),
  },
  sideDoors: [
    door('POST /generate', 'runs', 'runs the model by its own interface'),
    door('POST /flush_cache', 'changes', 'empties the cache'),
    door('POST /update_weights_from_disk', 'changes', 'replaces the weights'),
    door('POST /start_profile', 'changes', 'slows it down by profiling'),
    door('POST /release_memory_occupation', 'changes', 'takes the model out of memory'),
    door('GET /get_server_info', 'tells', 'tells every argument that it was started with'),
  ],
  doorsTold: written(source),
};
